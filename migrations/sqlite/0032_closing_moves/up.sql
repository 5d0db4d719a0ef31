-- What the desk ends, links and answers at once, and what can be taken back.
-- SQLite changes no CHECK of a column that is there: another column takes its place.
ALTER TABLE requests RENAME COLUMN state TO state_before;
ALTER TABLE requests ADD COLUMN state TEXT NOT NULL DEFAULT 'assigned' CHECK (state IN ('submitted', 'assigned', 'accepted', 'contacted', 'in_progress', 'resolved', 'closed', 'returned', 'transferred', 'joint', 'paused', 'merged', 'withdrawn', 'void', 'reopened', 'redirected', 'objected'));
UPDATE requests SET state = state_before;
DROP INDEX requests_by_holder;
DROP INDEX requests_by_unit;
ALTER TABLE requests DROP COLUMN state_before;
CREATE INDEX requests_by_holder ON requests (holder_id, state);
CREATE INDEX requests_by_unit ON requests (unit_id, state);

CREATE TABLE new_request_notes (
    request_id BLOB NOT NULL REFERENCES requests (id),
    sequence INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('public_reply', 'contact_words', 'transfer_words', 'withdrawal_words', 'verdict_words', 'return_words', 'report', 'redacted_copy', 'relay_question', 'relay_answer', 'relayed_answer', 'internal_note', 'desk_note', 'progress_words', 'question', 'answer', 'supplement', 'reminder_words', 'return_basis', 'review_words', 'redirect_words', 'objection_words', 'objection_reply', 'void_words', 'recall_words')),
    body BLOB NOT NULL,
    PRIMARY KEY (request_id, sequence)
) STRICT;
INSERT INTO new_request_notes SELECT * FROM request_notes;
DROP TABLE request_notes;
ALTER TABLE new_request_notes RENAME TO request_notes;

-- How a request ended, or was resolved, otherwise than by being handled: figures tell these apart. The related one is the
-- earlier request that was answered, or the one that goes on.
CREATE TABLE request_closings (
    request_id BLOB NOT NULL PRIMARY KEY REFERENCES requests (id),
    way TEXT NOT NULL CHECK (way IN ('answered_at_once', 'on_the_spot', 'redirected', 'voided', 'merged')),
    reason TEXT CHECK (reason IN ('legal_procedure', 'petition', 'discipline', 'emergency_line', 'other_area', 'settled_before')),
    related_id BLOB,
    closed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX request_closings_by_related ON request_closings (related_id) WHERE related_id IS NOT NULL;

-- Objections to being told where else to go: one of a request.
CREATE TABLE request_objections (
    request_id BLOB NOT NULL PRIMARY KEY REFERENCES requests (id),
    made_at INTEGER NOT NULL,
    due INTEGER NOT NULL,
    decided_at INTEGER
) STRICT;

-- The last step of a request that can be taken back, and what was before. It stands while the request has no later event.
CREATE TABLE request_last_steps (
    request_id BLOB NOT NULL PRIMARY KEY REFERENCES requests (id),
    action TEXT NOT NULL CHECK (action IN ('accept', 'start', 'resolve', 'redirect', 'void', 'link')),
    made_by BLOB,
    sequence INTEGER NOT NULL,
    former TEXT NOT NULL
) STRICT;

-- Which clerk of the desk has a request open, for minutes: nobody's record, deleted when it ends.
CREATE TABLE request_leases (
    request_id BLOB NOT NULL PRIMARY KEY REFERENCES requests (id),
    account_id BLOB NOT NULL REFERENCES accounts (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    expires_at INTEGER NOT NULL
) STRICT;
