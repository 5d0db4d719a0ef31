-- 受理席: the desk of the root takes in what is confidential. It is a unit with duties, and holds requests.
-- SQLite changes no CHECK of a table that is there: the rows stand again under the same name before the transaction ends,
-- and what refers to them is checked then.
PRAGMA defer_foreign_keys = ON;

CREATE TEMPORARY TABLE kept_duties AS SELECT * FROM duties;
DROP TABLE duties;
CREATE TABLE duties (
    id BLOB PRIMARY KEY,
    unit_kind TEXT NOT NULL CHECK (unit_kind IN ('grid', 'building_group', 'desk')),
    unit_id BLOB NOT NULL,
    member_id BLOB NOT NULL REFERENCES members (id),
    capacity TEXT NOT NULL CHECK (capacity IN ('leader', 'deputy', 'worker', 'on_call')),
    rank INTEGER NOT NULL CHECK (rank >= 0),
    valid_from INTEGER NOT NULL,
    valid_to INTEGER CHECK (valid_to > valid_from),
    version INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    made_in INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO duties SELECT * FROM kept_duties;
DROP TABLE kept_duties;
CREATE INDEX duties_by_unit ON duties (unit_id, valid_from);
CREATE INDEX duties_by_member ON duties (member_id, valid_from);
CREATE INDEX duties_by_revision ON duties (revision);

CREATE TEMPORARY TABLE kept_requests AS SELECT * FROM requests;
DROP TABLE requests;
CREATE TABLE requests (
    id BLOB PRIMARY KEY,
    number TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('consultation', 'help', 'complaint', 'report', 'suggestion', 'praise')),
    urgency TEXT NOT NULL CHECK (urgency IN ('normal', 'urgent', 'critical')),
    category TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('resident', 'proxy', 'desk', 'self_found', 'hotline_12345', 'city_platform', 'open311')),
    state TEXT NOT NULL CHECK (state IN ('submitted', 'assigned', 'accepted', 'contacted', 'in_progress', 'resolved', 'closed', 'returned', 'transferred', 'joint', 'paused', 'merged', 'withdrawn', 'void', 'reopened')),
    anonymous INTEGER NOT NULL,
    confidential INTEGER NOT NULL,
    about_staff INTEGER NOT NULL,
    phone_given INTEGER NOT NULL,
    reporter_account_id BLOB REFERENCES accounts (id),
    entered_by BLOB REFERENCES members (id),
    lon_e7 INTEGER,
    lat_e7 INTEGER,
    place_grid_id BLOB NOT NULL REFERENCES grids (id),
    unit_kind TEXT NOT NULL CHECK (unit_kind IN ('grid', 'building_group', 'desk')),
    unit_id BLOB NOT NULL,
    duty_id BLOB NOT NULL REFERENCES duties (id),
    holder_id BLOB NOT NULL REFERENCES members (id),
    held_by TEXT NOT NULL CHECK (held_by IN ('routing', 'transfer', 'second_handling', 'duty_ended', 'desk')),
    received_at INTEGER NOT NULL,
    accept_due INTEGER NOT NULL,
    contact_due INTEGER,
    resolve_due INTEGER NOT NULL,
    clocks_provisional INTEGER NOT NULL,
    accepted_at INTEGER,
    contact_settled_at INTEGER,
    contact_reached INTEGER,
    started_at INTEGER,
    resolved_at INTEGER,
    reopened_at INTEGER,
    second_due INTEGER,
    second_resolved_at INTEGER,
    ended_at INTEGER,
    hard_case INTEGER NOT NULL,
    -- When the next clock that still runs falls due; none when nobody has work to do on it.
    next_due INTEGER,
    receipt_version INTEGER NOT NULL,
    event_count INTEGER NOT NULL,
    version INTEGER NOT NULL,
    place_building_group_id BLOB,
    placed_by TEXT NOT NULL DEFAULT 'point' CHECK (placed_by IN ('address', 'point', 'grid')),
    external_system TEXT,
    external_number TEXT,
    external_due_at INTEGER,
    reported_at INTEGER,
    judged_at INTEGER,
    city_judged_at INTEGER,
    redacted_at INTEGER,
    -- The member who reported it for themselves, by whichever login.
    reporter_member_id BLOB REFERENCES members (id),
    -- When a handler last proposed to the desk that another unit should have it; none once the desk decided.
    proposed_at INTEGER
) STRICT;
INSERT INTO requests SELECT *, NULL, NULL FROM kept_requests;
DROP TABLE kept_requests;
CREATE INDEX requests_by_number ON requests (number);
CREATE INDEX requests_by_holder ON requests (holder_id, state);
CREATE INDEX requests_by_place ON requests (place_grid_id, received_at);
CREATE INDEX requests_by_unit ON requests (unit_id, state);
CREATE INDEX requests_by_due ON requests (next_due);
CREATE INDEX requests_by_reporter ON requests (reporter_account_id, received_at);
CREATE INDEX requests_by_sender ON requests (entered_by, received_at) WHERE external_system IS NOT NULL;
CREATE INDEX open_requests_by_place ON requests (place_grid_id) WHERE ended_at IS NULL;
CREATE INDEX open_requests_by_unit ON requests (unit_id) WHERE ended_at IS NULL;
-- How many open requests everybody holds, with and without confidential ones, is counted in the index alone.
CREATE INDEX open_requests_by_holder ON requests (holder_id, confidential, ended_at) WHERE ended_at IS NULL;

CREATE TEMPORARY TABLE kept_request_assignments AS SELECT * FROM request_assignments;
DROP TABLE request_assignments;
CREATE TABLE request_assignments (
    request_id BLOB NOT NULL REFERENCES requests (id),
    sequence INTEGER NOT NULL,
    unit_kind TEXT NOT NULL CHECK (unit_kind IN ('grid', 'building_group', 'desk')),
    unit_id BLOB NOT NULL,
    duty_id BLOB NOT NULL REFERENCES duties (id),
    holder_id BLOB NOT NULL REFERENCES members (id),
    cause TEXT NOT NULL,
    trace TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    change_set_id BLOB,
    PRIMARY KEY (request_id, sequence)
) STRICT;
INSERT INTO request_assignments SELECT * FROM kept_request_assignments;
DROP TABLE kept_request_assignments;
CREATE INDEX request_assignments_by_holder ON request_assignments (holder_id, started_at);
CREATE INDEX request_assignments_by_change_set ON request_assignments (change_set_id) WHERE change_set_id IS NOT NULL;

CREATE TEMPORARY TABLE kept_reassignment_units AS SELECT * FROM reassignment_units;
DROP TABLE reassignment_units;
CREATE TABLE reassignment_units (
    reassignment_id BLOB NOT NULL REFERENCES reassignments (id),
    unit_kind TEXT NOT NULL CHECK (unit_kind IN ('grid', 'building_group', 'desk')),
    unit_id BLOB NOT NULL,
    PRIMARY KEY (reassignment_id, unit_id)
) STRICT;
INSERT INTO reassignment_units SELECT * FROM kept_reassignment_units;
DROP TABLE kept_reassignment_units;
CREATE INDEX reassignment_units_by_unit ON reassignment_units (unit_id);

CREATE TEMPORARY TABLE kept_request_partakers AS SELECT * FROM request_partakers;
DROP TABLE request_partakers;
CREATE TABLE request_partakers (
    request_id BLOB NOT NULL REFERENCES requests (id),
    part TEXT NOT NULL CHECK (part IN ('co_handler', 'copy', 'first_handler')),
    partaker_kind TEXT NOT NULL CHECK (partaker_kind IN ('grid', 'building_group', 'desk', 'organization', 'pioneer_post')),
    partaker_id BLOB NOT NULL,
    PRIMARY KEY (request_id, part, partaker_id)
) STRICT;
INSERT INTO request_partakers SELECT * FROM kept_request_partakers;
DROP TABLE kept_request_partakers;
CREATE INDEX request_partakers_by_partaker ON request_partakers (partaker_id, request_id);
CREATE INDEX open_requests_by_confidence ON requests (confidential, received_at, id) WHERE ended_at IS NULL;

-- Who reported what, as far as their login or their phone tells.
UPDATE requests SET reporter_member_id = (
    SELECT COALESCE(a.member_id, (
        SELECT MIN(m.member_id) FROM member_identities m
        JOIN account_identities i ON i.phone_lookup = m.phone_lookup
        WHERE i.account_id = a.id
    ))
    FROM accounts a WHERE a.id = requests.reporter_account_id
)
WHERE reporter_account_id IS NOT NULL;

-- Who reports in confidence is no conflict of routing: nobody but the desk may find out by whom it went past. The units
-- that were skipped for them stay skipped (request_conflict_units): nothing says for whom one was, it may have been the
-- subject; and a chain that saw a request all of a sudden would know that one of its people had sent it.
DELETE FROM request_conflicts WHERE EXISTS (
    SELECT 1 FROM requests r
    WHERE r.id = request_conflicts.request_id AND r.confidential = 1 AND r.reporter_member_id = request_conflicts.member_id
);

-- Of what is confidential no clock tells the minute: whole hours, and ten minutes of what is critical.
UPDATE requests SET
    accept_due = accept_due - accept_due % (CASE urgency WHEN 'critical' THEN 600000000 ELSE 3600000000 END),
    contact_due = contact_due - contact_due % (CASE urgency WHEN 'critical' THEN 600000000 ELSE 3600000000 END),
    resolve_due = resolve_due - resolve_due % (CASE urgency WHEN 'critical' THEN 600000000 ELSE 3600000000 END),
    second_due = second_due - second_due % (CASE urgency WHEN 'critical' THEN 600000000 ELSE 3600000000 END),
    next_due = next_due - next_due % (CASE urgency WHEN 'critical' THEN 600000000 ELSE 3600000000 END)
WHERE confidential = 1;
