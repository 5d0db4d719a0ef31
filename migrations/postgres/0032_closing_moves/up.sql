-- What the desk ends, links and answers at once, and what can be taken back.
ALTER TABLE requests DROP CONSTRAINT requests_state_check;
ALTER TABLE requests ADD CONSTRAINT requests_state_check CHECK (state IN ('submitted', 'assigned', 'accepted', 'contacted', 'in_progress', 'resolved', 'closed', 'returned', 'transferred', 'joint', 'paused', 'merged', 'withdrawn', 'void', 'reopened', 'redirected', 'objected'));

ALTER TABLE request_notes DROP CONSTRAINT request_notes_kind_check;
ALTER TABLE request_notes ADD CONSTRAINT request_notes_kind_check CHECK (kind IN ('public_reply', 'contact_words', 'transfer_words', 'withdrawal_words', 'verdict_words', 'return_words', 'report', 'redacted_copy', 'relay_question', 'relay_answer', 'relayed_answer', 'internal_note', 'desk_note', 'progress_words', 'question', 'answer', 'supplement', 'reminder_words', 'return_basis', 'review_words', 'redirect_words', 'objection_words', 'objection_reply', 'void_words', 'recall_words'));

-- How a request ended, or was resolved, otherwise than by being handled: figures tell these apart. The related one is the
-- earlier request that was answered, or the one that goes on.
CREATE TABLE request_closings (
    request_id UUID NOT NULL PRIMARY KEY REFERENCES requests (id),
    way TEXT NOT NULL CHECK (way IN ('answered_at_once', 'on_the_spot', 'redirected', 'voided', 'merged')),
    reason TEXT CHECK (reason IN ('legal_procedure', 'petition', 'discipline', 'emergency_line', 'other_area', 'settled_before')),
    related_id UUID,
    closed_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX request_closings_by_related ON request_closings (related_id) WHERE related_id IS NOT NULL;

-- Objections to being told where else to go: one of a request.
CREATE TABLE request_objections (
    request_id UUID NOT NULL PRIMARY KEY REFERENCES requests (id),
    made_at TIMESTAMPTZ NOT NULL,
    due TIMESTAMPTZ NOT NULL,
    decided_at TIMESTAMPTZ
);

-- The last step of a request that can be taken back, and what was before. It stands while the request has no later event.
CREATE TABLE request_last_steps (
    request_id UUID NOT NULL PRIMARY KEY REFERENCES requests (id),
    action TEXT NOT NULL CHECK (action IN ('accept', 'start', 'resolve', 'redirect', 'void', 'link')),
    made_by UUID,
    sequence INTEGER NOT NULL,
    former JSONB NOT NULL
);

-- Which clerk of the desk has a request open, for minutes: nobody's record, deleted when it ends.
CREATE TABLE request_leases (
    request_id UUID NOT NULL PRIMARY KEY REFERENCES requests (id),
    account_id UUID NOT NULL REFERENCES accounts (id),
    member_id UUID NOT NULL REFERENCES members (id),
    expires_at TIMESTAMPTZ NOT NULL
);
