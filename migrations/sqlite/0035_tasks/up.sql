-- Tasks (任务单): what somebody beside the holder is asked to do about a request. What and where are sealed under the
-- key of the request.
CREATE TABLE request_tasks (
    request_id BLOB NOT NULL REFERENCES requests (id),
    id BLOB NOT NULL,
    assignee_kind TEXT NOT NULL CHECK (assignee_kind IN ('duty', 'second_identity', 'pioneer_post', 'organization', 'grid', 'building_group', 'office')),
    assignee_id BLOB NOT NULL,
    unit_kind TEXT NOT NULL,
    unit_id BLOB NOT NULL,
    what BLOB NOT NULL,
    place BLOB,
    due INTEGER NOT NULL,
    leads INTEGER NOT NULL,
    given_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('given', 'accepted', 'done', 'handed_back', 'ended')),
    outcome TEXT CHECK (outcome IN ('solved', 'explained', 'unresolvable')),
    answered_by BLOB REFERENCES members (id),
    changed_at INTEGER NOT NULL,
    released TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (request_id, id)
) STRICT;
CREATE INDEX request_tasks_by_id ON request_tasks (id);
CREATE INDEX request_tasks_by_assignee ON request_tasks (assignee_id, id);

CREATE TABLE new_request_notes (
    request_id BLOB NOT NULL REFERENCES requests (id),
    sequence INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('public_reply', 'contact_words', 'transfer_words', 'withdrawal_words', 'verdict_words', 'return_words', 'report', 'redacted_copy', 'relay_question', 'relay_answer', 'relayed_answer', 'internal_note', 'desk_note', 'progress_words', 'question', 'answer', 'supplement', 'reminder_words', 'return_basis', 'review_words', 'redirect_words', 'objection_words', 'objection_reply', 'void_words', 'recall_words', 'task_words')),
    body BLOB NOT NULL,
    PRIMARY KEY (request_id, sequence)
) STRICT;
INSERT INTO new_request_notes SELECT * FROM request_notes;
DROP TABLE request_notes;
ALTER TABLE new_request_notes RENAME TO request_notes;
