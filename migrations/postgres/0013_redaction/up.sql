-- Confidential requests: when the desk gave the handlers a redacted copy, and the texts of the relay.
ALTER TABLE requests ADD COLUMN redacted_at TIMESTAMPTZ;

ALTER TABLE request_notes DROP CONSTRAINT request_notes_kind_check;
ALTER TABLE request_notes ADD CONSTRAINT request_notes_kind_check CHECK (kind IN ('public_reply', 'contact_words', 'transfer_words', 'withdrawal_words', 'verdict_words', 'return_words', 'report', 'redacted_copy', 'relay_question', 'relay_answer', 'relayed_answer'));
