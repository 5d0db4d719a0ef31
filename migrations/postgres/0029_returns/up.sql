-- Returns (退单): who has a request says that it is not theirs; the desk, a supervisor or a meeting decides. One without
-- a decision that has ended was recalled, or the request ended.
CREATE TABLE request_returns (
    request_id UUID NOT NULL REFERENCES requests (id),
    sequence INTEGER NOT NULL,
    round INTEGER NOT NULL,
    unit_kind TEXT NOT NULL CHECK (unit_kind IN ('grid', 'building_group', 'desk')),
    unit_id UUID NOT NULL,
    returned_by UUID NOT NULL REFERENCES members (id),
    reason TEXT NOT NULL CHECK (reason IN ('not_our_area', 'not_our_duty')),
    returned_at TIMESTAMPTZ NOT NULL,
    due TIMESTAMPTZ NOT NULL,
    state_before TEXT NOT NULL CHECK (state_before IN ('assigned', 'transferred', 'accepted', 'contacted', 'in_progress')),
    decision TEXT CHECK (decision IN ('agree', 'maintain')),
    ended_at TIMESTAMPTZ,
    PRIMARY KEY (request_id, sequence)
);

-- Which return of a request waits for its review.
ALTER TABLE requests ADD COLUMN return_round INTEGER;

ALTER TABLE request_notes DROP CONSTRAINT request_notes_kind_check;
ALTER TABLE request_notes ADD CONSTRAINT request_notes_kind_check CHECK (kind IN ('public_reply', 'contact_words', 'transfer_words', 'withdrawal_words', 'verdict_words', 'return_words', 'report', 'redacted_copy', 'relay_question', 'relay_answer', 'relayed_answer', 'internal_note', 'desk_note', 'progress_words', 'question', 'answer', 'supplement', 'reminder_words', 'return_basis', 'review_words'));
