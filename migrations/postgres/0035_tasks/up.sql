-- Tasks (任务单): what somebody beside the holder is asked to do about a request. What and where are sealed under the
-- key of the request.
CREATE TABLE request_tasks (
    request_id UUID NOT NULL REFERENCES requests (id),
    id UUID NOT NULL,
    assignee_kind TEXT NOT NULL CHECK (assignee_kind IN ('duty', 'second_identity', 'pioneer_post', 'organization', 'grid', 'building_group', 'office')),
    assignee_id UUID NOT NULL,
    unit_kind TEXT NOT NULL,
    unit_id UUID NOT NULL,
    what BYTEA NOT NULL,
    place BYTEA,
    due TIMESTAMPTZ NOT NULL,
    leads BOOLEAN NOT NULL,
    given_at TIMESTAMPTZ NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('given', 'accepted', 'done', 'handed_back', 'ended')),
    outcome TEXT CHECK (outcome IN ('solved', 'explained', 'unresolvable')),
    answered_by UUID REFERENCES members (id),
    changed_at TIMESTAMPTZ NOT NULL,
    released JSONB NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (request_id, id)
);
CREATE INDEX request_tasks_by_id ON request_tasks (id);
CREATE INDEX request_tasks_by_assignee ON request_tasks (assignee_id, id);

ALTER TABLE request_notes DROP CONSTRAINT request_notes_kind_check;
ALTER TABLE request_notes ADD CONSTRAINT request_notes_kind_check CHECK (kind IN ('public_reply', 'contact_words', 'transfer_words', 'withdrawal_words', 'verdict_words', 'return_words', 'report', 'redacted_copy', 'relay_question', 'relay_answer', 'relayed_answer', 'internal_note', 'desk_note', 'progress_words', 'question', 'answer', 'supplement', 'reminder_words', 'return_basis', 'review_words', 'redirect_words', 'objection_words', 'objection_reply', 'void_words', 'recall_words', 'task_words'));
