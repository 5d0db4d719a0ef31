-- Returns (退单): who has a request says that it is not theirs; the desk, a supervisor or a meeting decides. One without
-- a decision that has ended was recalled, or the request ended.
CREATE TABLE request_returns (
    request_id BLOB NOT NULL REFERENCES requests (id),
    sequence INTEGER NOT NULL,
    round INTEGER NOT NULL,
    unit_kind TEXT NOT NULL CHECK (unit_kind IN ('grid', 'building_group', 'desk')),
    unit_id BLOB NOT NULL,
    returned_by BLOB NOT NULL REFERENCES members (id),
    reason TEXT NOT NULL CHECK (reason IN ('not_our_area', 'not_our_duty')),
    returned_at INTEGER NOT NULL,
    due INTEGER NOT NULL,
    state_before TEXT NOT NULL CHECK (state_before IN ('assigned', 'transferred', 'accepted', 'contacted', 'in_progress')),
    decision TEXT CHECK (decision IN ('agree', 'maintain')),
    ended_at INTEGER,
    PRIMARY KEY (request_id, sequence)
) STRICT;

-- Which return of a request waits for its review.
ALTER TABLE requests ADD COLUMN return_round INTEGER;

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
