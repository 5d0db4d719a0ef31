-- What is said while a request is handled: notes and progress, questions to the reporter, supplements and reminders.
-- When the reporter was asked last and has not answered, and when somebody last pressed for it.
ALTER TABLE requests ADD COLUMN asked_at TIMESTAMPTZ;
ALTER TABLE requests ADD COLUMN reminded_at TIMESTAMPTZ;

ALTER TABLE request_notes DROP CONSTRAINT request_notes_kind_check;
ALTER TABLE request_notes ADD CONSTRAINT request_notes_kind_check CHECK (kind IN ('public_reply', 'contact_words', 'transfer_words', 'withdrawal_words', 'verdict_words', 'return_words', 'report', 'redacted_copy', 'relay_question', 'relay_answer', 'relayed_answer', 'internal_note', 'desk_note', 'progress_words', 'question', 'answer', 'supplement', 'reminder_words'));
