-- Files that accounts sent to be imported. Their contents are kept apart and deleted after a day; this row stays.
CREATE TABLE file_imports (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL CHECK (kind IN ('grids', 'members', 'duties', 'building_groups', 'addresses', 'aliases', 'posts', 'registrations', 'requests')),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'awaiting_approval', 'stored', 'checked', 'refused', 'failed', 'expired')),
    dry_run BOOLEAN NOT NULL,
    content_lookup BYTEA NOT NULL,
    byte_count INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    breaks INTEGER NOT NULL,
    leased_until TIMESTAMPTZ,
    row_count INTEGER,
    rows_done INTEGER NOT NULL,
    counts JSONB,
    problem_count INTEGER NOT NULL,
    grid_id UUID REFERENCES grids (id),
    approver_id UUID REFERENCES accounts (id),
    sent_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    delete_at TIMESTAMPTZ NOT NULL,
    event_count INTEGER NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX file_imports_by_account ON file_imports (account_id, id);
-- An account has one file at a time in its turn.
CREATE UNIQUE INDEX file_imports_in_turn ON file_imports (account_id) WHERE state IN ('waiting', 'running');
CREATE INDEX file_imports_awaiting ON file_imports (grid_id) WHERE state = 'awaiting_approval';

-- What such a file held and what was wrong with it, sealed under a key of its own.
CREATE TABLE file_import_contents (
    import_id UUID PRIMARY KEY REFERENCES file_imports (id),
    wrapped_key BYTEA NOT NULL,
    delete_at TIMESTAMPTZ NOT NULL,
    file_name BYTEA NOT NULL,
    options BYTEA NOT NULL,
    file BYTEA NOT NULL,
    report BYTEA,
    problem_sheet BYTEA
);
CREATE INDEX file_import_contents_by_time ON file_import_contents (delete_at);
