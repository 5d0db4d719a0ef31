-- Corrections (更正) that a handler or the reporter proposes to the desk, at most one for a request. What is proposed is
-- sealed under the key of the request: it may hold an address.
CREATE TABLE request_corrections (
    request_id UUID PRIMARY KEY REFERENCES requests (id),
    by_reporter BOOLEAN NOT NULL,
    proposed_at TIMESTAMPTZ NOT NULL,
    proposal BYTEA NOT NULL
);

ALTER TABLE requests ADD COLUMN correction_proposed_at TIMESTAMPTZ;
CREATE INDEX requests_to_correct ON requests (correction_proposed_at) WHERE correction_proposed_at IS NOT NULL;

ALTER TABLE request_notes DROP CONSTRAINT request_notes_kind_check;
ALTER TABLE request_notes ADD CONSTRAINT request_notes_kind_check CHECK (kind IN ('public_reply', 'contact_words', 'transfer_words', 'withdrawal_words', 'verdict_words', 'return_words', 'report', 'redacted_copy', 'relay_question', 'relay_answer', 'relayed_answer', 'internal_note', 'desk_note', 'progress_words', 'question', 'answer', 'supplement', 'reminder_words', 'return_basis', 'review_words', 'redirect_words', 'objection_words', 'objection_reply', 'void_words', 'recall_words', 'task_words', 'correction_words', 'former_address'));
