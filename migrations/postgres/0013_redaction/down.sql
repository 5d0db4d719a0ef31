DELETE FROM request_notes WHERE kind IN ('redacted_copy', 'relay_question', 'relay_answer', 'relayed_answer');
ALTER TABLE request_notes DROP CONSTRAINT request_notes_kind_check;
ALTER TABLE request_notes ADD CONSTRAINT request_notes_kind_check CHECK (kind IN ('public_reply', 'contact_words', 'transfer_words', 'withdrawal_words', 'verdict_words', 'return_words', 'report'));

ALTER TABLE requests DROP COLUMN redacted_at;
