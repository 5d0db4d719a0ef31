-- Corrections (更正) that a handler or the reporter proposes to the desk, at most one for a request. What is proposed is
-- sealed under the key of the request: it may hold an address.
CREATE TABLE request_corrections (
    request_id BLOB PRIMARY KEY REFERENCES requests (id),
    by_reporter INTEGER NOT NULL,
    proposed_at INTEGER NOT NULL,
    proposal BLOB NOT NULL
) STRICT;

ALTER TABLE requests ADD COLUMN correction_proposed_at INTEGER;
CREATE INDEX requests_to_correct ON requests (correction_proposed_at) WHERE correction_proposed_at IS NOT NULL;

CREATE TABLE new_request_notes (
    request_id BLOB NOT NULL REFERENCES requests (id),
    sequence INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('public_reply', 'contact_words', 'transfer_words', 'withdrawal_words', 'verdict_words', 'return_words', 'report', 'redacted_copy', 'relay_question', 'relay_answer', 'relayed_answer', 'internal_note', 'desk_note', 'progress_words', 'question', 'answer', 'supplement', 'reminder_words', 'return_basis', 'review_words', 'redirect_words', 'objection_words', 'objection_reply', 'void_words', 'recall_words', 'task_words', 'correction_words', 'former_address')),
    body BLOB NOT NULL,
    PRIMARY KEY (request_id, sequence)
) STRICT;
INSERT INTO new_request_notes SELECT * FROM request_notes;
DROP TABLE request_notes;
ALTER TABLE new_request_notes RENAME TO request_notes;
