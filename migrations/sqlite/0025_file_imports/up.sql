-- Files that accounts sent to be imported. Their contents are kept apart and deleted after a day; this row stays.
CREATE TABLE file_imports (
    id BLOB PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL CHECK (kind IN ('grids', 'members', 'duties', 'building_groups', 'addresses', 'aliases', 'posts', 'registrations', 'requests')),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'awaiting_approval', 'stored', 'checked', 'refused', 'failed', 'expired')),
    dry_run INTEGER NOT NULL,
    content_lookup BLOB NOT NULL,
    byte_count INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    breaks INTEGER NOT NULL,
    leased_until INTEGER,
    row_count INTEGER,
    rows_done INTEGER NOT NULL,
    counts TEXT,
    problem_count INTEGER NOT NULL,
    grid_id BLOB REFERENCES grids (id),
    approver_id BLOB REFERENCES accounts (id),
    sent_at INTEGER NOT NULL,
    ended_at INTEGER,
    delete_at INTEGER NOT NULL,
    event_count INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX file_imports_by_account ON file_imports (account_id, id);
-- An account has one file at a time in its turn.
CREATE UNIQUE INDEX file_imports_in_turn ON file_imports (account_id) WHERE state IN ('waiting', 'running');
CREATE INDEX file_imports_awaiting ON file_imports (grid_id) WHERE state = 'awaiting_approval';

-- What such a file held and what was wrong with it, sealed under a key of its own.
CREATE TABLE file_import_contents (
    import_id BLOB PRIMARY KEY REFERENCES file_imports (id),
    wrapped_key BLOB NOT NULL,
    delete_at INTEGER NOT NULL,
    file_name BLOB NOT NULL,
    options BLOB NOT NULL,
    file BLOB NOT NULL,
    report BLOB,
    problem_sheet BLOB
) STRICT;
CREATE INDEX file_import_contents_by_time ON file_import_contents (delete_at);
