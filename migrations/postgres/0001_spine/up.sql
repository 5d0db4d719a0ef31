-- The spine: areas, people, requests, and what keeps them honest.
-- Times are timestamptz; ids are UUIDv7; sealed columns hold ciphertext only.

-- One row: the number of the last applied set of operations.
CREATE TABLE revision (
    id SMALLINT PRIMARY KEY CHECK (id = 1),
    number BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    -- The key that lookups are hashed under; another key would find nobody.
    lookup_key TEXT,
    -- The cluster that wrote it: after a restore elsewhere the epoch rises.
    system_identifier TEXT
);
INSERT INTO revision (id, number, epoch) VALUES (1, 0, 1);

CREATE TABLE grids (
    id UUID PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    level TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('general', 'dedicated')),
    setting TEXT NOT NULL CHECK (setting IN ('residential', 'rural', 'street')),
    parent_id UUID REFERENCES grids (id),
    office_phone TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    retired_at TIMESTAMPTZ,
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX grids_by_revision ON grids (revision);

-- Versions of a grid's polygon over [valid_from, valid_to); shape is TWKB with 7 decimals.
CREATE TABLE grid_boundaries (
    id UUID PRIMARY KEY,
    grid_id UUID NOT NULL REFERENCES grids (id),
    shape BYTEA NOT NULL,
    valid_from TIMESTAMPTZ NOT NULL,
    valid_to TIMESTAMPTZ CHECK (valid_to > valid_from),
    revision BIGINT NOT NULL
);
CREATE INDEX grid_boundaries_by_grid ON grid_boundaries (grid_id, valid_from);
CREATE INDEX grid_boundaries_by_revision ON grid_boundaries (revision);

-- Holes between sibling grids that a person accepted, so that only new ones are reported.
CREATE TABLE accepted_gaps (
    id UUID PRIMARY KEY,
    parent_id UUID REFERENCES grids (id),
    shape BYTEA NOT NULL,
    accepted_at TIMESTAMPTZ NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX accepted_gaps_by_revision ON accepted_gaps (revision);

CREATE TABLE building_groups (
    id UUID PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    household_count INTEGER NOT NULL CHECK (household_count >= 0),
    created_at TIMESTAMPTZ NOT NULL,
    retired_at TIMESTAMPTZ,
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX building_groups_by_revision ON building_groups (revision);

-- Which grid a building group belongs to over [valid_from, valid_to).
CREATE TABLE building_group_memberships (
    id UUID PRIMARY KEY,
    building_group_id UUID NOT NULL REFERENCES building_groups (id),
    grid_id UUID NOT NULL REFERENCES grids (id),
    valid_from TIMESTAMPTZ NOT NULL,
    valid_to TIMESTAMPTZ CHECK (valid_to > valid_from),
    revision BIGINT NOT NULL
);
CREATE INDEX building_group_memberships_by_group ON building_group_memberships (building_group_id, valid_from);
CREATE INDEX building_group_memberships_by_revision ON building_group_memberships (revision);

CREATE TABLE members (
    id UUID PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    active BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX members_by_revision ON members (revision);

-- Personal data of a member. Without the wrapped key it is erased.
CREATE TABLE member_identities (
    member_id UUID PRIMARY KEY REFERENCES members (id),
    wrapped_key BYTEA,
    name BYTEA NOT NULL,
    phone BYTEA,
    phone_lookup BYTEA
);
CREATE INDEX member_identities_by_phone ON member_identities (phone_lookup);

CREATE TABLE duties (
    id UUID PRIMARY KEY,
    unit_kind TEXT NOT NULL CHECK (unit_kind IN ('grid', 'building_group')),
    unit_id UUID NOT NULL,
    member_id UUID NOT NULL REFERENCES members (id),
    capacity TEXT NOT NULL CHECK (capacity IN ('leader', 'deputy', 'worker')),
    rank INTEGER NOT NULL CHECK (rank >= 0),
    valid_from TIMESTAMPTZ NOT NULL,
    valid_to TIMESTAMPTZ CHECK (valid_to > valid_from),
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX duties_by_unit ON duties (unit_id, valid_from);
CREATE INDEX duties_by_member ON duties (member_id, valid_from);
CREATE INDEX duties_by_revision ON duties (revision);

CREATE TABLE absences (
    id UUID PRIMARY KEY,
    member_id UUID NOT NULL REFERENCES members (id),
    kind TEXT NOT NULL CHECK (kind IN ('leave', 'sick', 'training', 'business', 'other')),
    valid_from TIMESTAMPTZ NOT NULL,
    valid_to TIMESTAMPTZ CHECK (valid_to > valid_from),
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX absences_by_member ON absences (member_id, valid_from);
CREATE INDEX absences_by_revision ON absences (revision);

-- Roles that an administrator gives, over [valid_from, valid_to); duties give the others.
CREATE TABLE appointments (
    id UUID PRIMARY KEY,
    member_id UUID NOT NULL REFERENCES members (id),
    role TEXT NOT NULL CHECK (role IN ('town_desk', 'supervisor', 'system_administrator', 'security_administrator', 'auditor')),
    grid_id UUID NOT NULL REFERENCES grids (id),
    valid_from TIMESTAMPTZ NOT NULL,
    valid_to TIMESTAMPTZ CHECK (valid_to > valid_from),
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX appointments_by_revision ON appointments (revision);

CREATE TABLE accounts (
    id UUID PRIMARY KEY,
    login_name TEXT UNIQUE,
    member_id UUID UNIQUE REFERENCES members (id),
    demo BOOLEAN NOT NULL,
    disabled_at TIMESTAMPTZ,
    failures INTEGER NOT NULL,
    failed_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL
);

-- Personal data of a resident's account. Without the wrapped key it is erased.
CREATE TABLE account_identities (
    account_id UUID PRIMARY KEY REFERENCES accounts (id),
    wrapped_key BYTEA,
    phone BYTEA,
    phone_lookup BYTEA UNIQUE,
    totp_secret BYTEA,
    totp_step BIGINT
);

CREATE TABLE passwords (
    account_id UUID PRIMARY KEY REFERENCES accounts (id),
    hash TEXT NOT NULL,
    one_time BOOLEAN NOT NULL,
    expires_at TIMESTAMPTZ,
    changed_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE sessions (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id),
    refresh_hash BYTEA NOT NULL,
    previous_hash BYTEA,
    rotated_at TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ
);
CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE INDEX sessions_by_end ON sessions (ended_at);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- One-time codes sent to residents, kept as keyed hashes.
CREATE TABLE login_codes (
    id UUID PRIMARY KEY,
    phone_lookup BYTEA NOT NULL,
    code_hash BYTEA NOT NULL,
    attempts INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ
);
CREATE INDEX login_codes_by_phone ON login_codes (phone_lookup, created_at);
CREATE INDEX login_codes_by_expiry ON login_codes (expires_at);

CREATE TABLE requests (
    id UUID PRIMARY KEY,
    number TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('consultation', 'help', 'complaint', 'report', 'suggestion', 'praise')),
    urgency TEXT NOT NULL CHECK (urgency IN ('normal', 'urgent', 'critical')),
    category TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('resident', 'proxy', 'desk', 'self_found', 'hotline_12345', 'city_platform', 'open311')),
    state TEXT NOT NULL CHECK (state IN ('submitted', 'assigned', 'accepted', 'contacted', 'in_progress', 'resolved', 'closed', 'returned', 'transferred', 'joint', 'paused', 'merged', 'withdrawn', 'void', 'reopened')),
    anonymous BOOLEAN NOT NULL,
    confidential BOOLEAN NOT NULL,
    about_staff BOOLEAN NOT NULL,
    phone_given BOOLEAN NOT NULL,
    reporter_account_id UUID REFERENCES accounts (id),
    entered_by UUID REFERENCES members (id),
    lon_e7 INTEGER,
    lat_e7 INTEGER,
    place_grid_id UUID NOT NULL REFERENCES grids (id),
    unit_kind TEXT NOT NULL CHECK (unit_kind IN ('grid', 'building_group')),
    unit_id UUID NOT NULL,
    duty_id UUID NOT NULL REFERENCES duties (id),
    holder_id UUID NOT NULL REFERENCES members (id),
    held_by TEXT NOT NULL CHECK (held_by IN ('routing', 'transfer', 'second_handling', 'duty_ended')),
    received_at TIMESTAMPTZ NOT NULL,
    accept_due TIMESTAMPTZ NOT NULL,
    contact_due TIMESTAMPTZ,
    resolve_due TIMESTAMPTZ NOT NULL,
    clocks_provisional BOOLEAN NOT NULL,
    accepted_at TIMESTAMPTZ,
    contact_settled_at TIMESTAMPTZ,
    contact_reached BOOLEAN,
    started_at TIMESTAMPTZ,
    resolved_at TIMESTAMPTZ,
    reopened_at TIMESTAMPTZ,
    second_due TIMESTAMPTZ,
    second_resolved_at TIMESTAMPTZ,
    ended_at TIMESTAMPTZ,
    hard_case BOOLEAN NOT NULL,
    -- When the next clock that still runs falls due; none when nobody has work to do on it.
    next_due TIMESTAMPTZ,
    receipt_version INTEGER NOT NULL,
    event_count INTEGER NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX requests_by_number ON requests (number);
CREATE INDEX requests_by_holder ON requests (holder_id, state);
CREATE INDEX requests_by_place ON requests (place_grid_id, received_at);
CREATE INDEX requests_by_unit ON requests (unit_id, state);
CREATE INDEX requests_by_due ON requests (next_due);
CREATE INDEX requests_by_reporter ON requests (reporter_account_id, received_at);

-- What the reporter said, sealed under the request's own key. Without the key it is erased.
CREATE TABLE request_details (
    request_id UUID PRIMARY KEY REFERENCES requests (id),
    wrapped_key BYTEA,
    description BYTEA NOT NULL,
    contact_name BYTEA,
    contact_phone BYTEA,
    contact_phone_lookup BYTEA
);

-- Later texts of a request (replies, reasons, words of a verdict), sealed under the same key.
CREATE TABLE request_notes (
    request_id UUID NOT NULL REFERENCES requests (id),
    sequence INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('public_reply', 'contact_words', 'transfer_words', 'withdrawal_words', 'verdict_words')),
    body BYTEA NOT NULL,
    PRIMARY KEY (request_id, sequence)
);

-- Who must neither handle nor see a request, because it is about them or their unit.
CREATE TABLE request_conflicts (
    request_id UUID NOT NULL REFERENCES requests (id),
    member_id UUID NOT NULL REFERENCES members (id),
    PRIMARY KEY (request_id, member_id)
);
CREATE INDEX request_conflicts_by_member ON request_conflicts (member_id);

-- Units whose whole chain was skipped: whoever serves there is kept from the request too, also later.
CREATE TABLE request_conflict_units (
    request_id UUID NOT NULL REFERENCES requests (id),
    unit_kind TEXT NOT NULL CHECK (unit_kind IN ('grid', 'building_group')),
    unit_id UUID NOT NULL,
    PRIMARY KEY (request_id, unit_id)
);
CREATE INDEX request_conflict_units_by_unit ON request_conflict_units (unit_id);

-- Who held a request from when to when, and why: the trace has no personal data.
CREATE TABLE request_assignments (
    request_id UUID NOT NULL REFERENCES requests (id),
    sequence INTEGER NOT NULL,
    unit_kind TEXT NOT NULL CHECK (unit_kind IN ('grid', 'building_group')),
    unit_id UUID NOT NULL,
    duty_id UUID NOT NULL REFERENCES duties (id),
    holder_id UUID NOT NULL REFERENCES members (id),
    cause TEXT NOT NULL,
    trace JSONB NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    PRIMARY KEY (request_id, sequence)
);
CREATE INDEX request_assignments_by_holder ON request_assignments (holder_id, started_at);

-- Attempts to reach the reporter.
CREATE TABLE request_attempts (
    request_id UUID NOT NULL REFERENCES requests (id),
    sequence INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('reached', 'no_answer', 'wrong_number', 'declined', 'none_given')),
    attempted_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (request_id, sequence)
);

-- Every change, in the transaction that made it. `position` orders them for readers that follow.
CREATE TABLE events (
    position BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    aggregate_id UUID NOT NULL,
    sequence INTEGER NOT NULL,
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('account', 'anonymous', 'operating_system_user', 'service')),
    actor TEXT,
    occurred_at TIMESTAMPTZ NOT NULL,
    payload JSONB NOT NULL,
    PRIMARY KEY (aggregate_id, sequence)
);
CREATE INDEX events_by_position ON events (position, id);

-- Work to do at an instant, safe with several processes.
CREATE TABLE jobs (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL,
    payload JSONB NOT NULL,
    run_at TIMESTAMPTZ NOT NULL,
    attempts INTEGER NOT NULL,
    last_error TEXT,
    done_at TIMESTAMPTZ
);
CREATE INDEX jobs_to_run ON jobs (run_at) WHERE done_at IS NULL;

-- What a key already did, as ids; never a rendered answer.
CREATE TABLE idempotency_keys (
    actor TEXT NOT NULL,
    route TEXT NOT NULL,
    key TEXT NOT NULL,
    body_hash BYTEA NOT NULL,
    result JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (actor, route, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- Human numbers are handed out in blocks: prefix (unit code and local date) and the next free one.
CREATE TABLE number_blocks (
    prefix TEXT PRIMARY KEY,
    next BIGINT NOT NULL
);

-- Who read whose personal data, for the person it is about. A reason is sealed under the request's own key.
CREATE TABLE access_records (
    id UUID PRIMARY KEY,
    subject_account_id UUID REFERENCES accounts (id),
    request_id UUID,
    reader_id UUID REFERENCES accounts (id),
    reader_role TEXT NOT NULL,
    reader_unit_kind TEXT CHECK (reader_unit_kind IN ('grid', 'building_group')),
    reader_unit_id UUID,
    purpose TEXT NOT NULL CHECK (purpose IN ('handling', 'staffing', 'stated')),
    reason BYTEA,
    fields TEXT NOT NULL,
    read_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX access_records_by_subject ON access_records (subject_account_id, id);
