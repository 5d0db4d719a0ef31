DROP TABLE request_leases;
DROP TABLE request_last_steps;
DROP TABLE request_objections;
DROP TABLE request_closings;

DELETE FROM request_notes WHERE kind IN ('redirect_words', 'objection_words', 'objection_reply', 'void_words', 'recall_words');
CREATE TABLE new_request_notes (
    request_id BLOB NOT NULL REFERENCES requests (id),
    sequence INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('public_reply', 'contact_words', 'transfer_words', 'withdrawal_words', 'verdict_words', 'return_words', 'report', 'redacted_copy', 'relay_question', 'relay_answer', 'relayed_answer', 'internal_note', 'desk_note', 'progress_words', 'question', 'answer', 'supplement', 'reminder_words', 'return_basis', 'review_words')),
    body BLOB NOT NULL,
    PRIMARY KEY (request_id, sequence)
) STRICT;
INSERT INTO new_request_notes SELECT * FROM request_notes;
DROP TABLE request_notes;
ALTER TABLE new_request_notes RENAME TO request_notes;

ALTER TABLE requests RENAME COLUMN state TO state_before;
ALTER TABLE requests ADD COLUMN state TEXT NOT NULL DEFAULT 'assigned' CHECK (state IN ('submitted', 'assigned', 'accepted', 'contacted', 'in_progress', 'resolved', 'closed', 'returned', 'transferred', 'joint', 'paused', 'merged', 'withdrawn', 'void', 'reopened'));
UPDATE requests SET state = CASE state_before WHEN 'redirected' THEN 'closed' WHEN 'objected' THEN 'assigned' ELSE state_before END;
DROP INDEX requests_by_holder;
DROP INDEX requests_by_unit;
ALTER TABLE requests DROP COLUMN state_before;
CREATE INDEX requests_by_holder ON requests (holder_id, state);
CREATE INDEX requests_by_unit ON requests (unit_id, state);
