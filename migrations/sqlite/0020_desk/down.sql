-- What is lost by going down:
-- - who had the desk and until when: its duties are gone, and whatever was ever held there stands as held by the leader
--   that the root has now;
-- - that something came from the desk: it stands as transferred;
-- - what handlers proposed to the desk and it has not decided;
-- - which member reported what: by going up again it is found as far as login or phone tell it;
-- - that a change set touched the desk, or that it took part in a request.
-- What going up took away does not come back: the minutes of clocks, and that a hidden reporter was kept out.
PRAGMA defer_foreign_keys = ON;

-- The leader of the root who is in office now; when nobody is, the last one there was.
CREATE TEMPORARY TABLE root_leader AS
SELECT d.unit_id, d.id AS duty_id, d.member_id
FROM duties d JOIN grids g ON g.id = d.unit_id
WHERE g.parent_id IS NULL AND d.capacity = 'leader'
ORDER BY
    d.valid_from <= unixepoch() * 1000000 AND (d.valid_to IS NULL OR d.valid_to > unixepoch() * 1000000) DESC,
    d.valid_from <= unixepoch() * 1000000 DESC,
    d.valid_from DESC
LIMIT 1;

-- What the desk had lies with the leader of the root.
UPDATE requests SET
    unit_kind = 'grid',
    unit_id = (SELECT unit_id FROM root_leader),
    duty_id = (SELECT duty_id FROM root_leader),
    holder_id = (SELECT member_id FROM root_leader)
WHERE unit_kind = 'desk';
UPDATE requests SET held_by = 'transfer' WHERE held_by = 'desk';
UPDATE request_assignments SET
    unit_kind = 'grid',
    unit_id = (SELECT unit_id FROM root_leader),
    duty_id = (SELECT duty_id FROM root_leader),
    holder_id = (SELECT member_id FROM root_leader)
WHERE unit_kind = 'desk';
UPDATE request_assignments SET cause = 'transfer' WHERE cause = 'desk';
DROP TABLE root_leader;
DELETE FROM duties WHERE unit_kind = 'desk';
DELETE FROM reassignment_units WHERE unit_kind = 'desk';
DELETE FROM request_partakers WHERE partaker_kind = 'desk';
DROP INDEX open_requests_by_confidence;

CREATE TEMPORARY TABLE kept_request_partakers AS SELECT * FROM request_partakers;
DROP TABLE request_partakers;
CREATE TABLE request_partakers (
    request_id BLOB NOT NULL REFERENCES requests (id),
    part TEXT NOT NULL CHECK (part IN ('co_handler', 'copy', 'first_handler')),
    partaker_kind TEXT NOT NULL CHECK (partaker_kind IN ('grid', 'building_group', 'organization', 'pioneer_post')),
    partaker_id BLOB NOT NULL,
    PRIMARY KEY (request_id, part, partaker_id)
) STRICT;
INSERT INTO request_partakers SELECT * FROM kept_request_partakers;
DROP TABLE kept_request_partakers;
CREATE INDEX request_partakers_by_partaker ON request_partakers (partaker_id, request_id);

CREATE TEMPORARY TABLE kept_reassignment_units AS SELECT * FROM reassignment_units;
DROP TABLE reassignment_units;
CREATE TABLE reassignment_units (
    reassignment_id BLOB NOT NULL REFERENCES reassignments (id),
    unit_kind TEXT NOT NULL CHECK (unit_kind IN ('grid', 'building_group')),
    unit_id BLOB NOT NULL,
    PRIMARY KEY (reassignment_id, unit_id)
) STRICT;
INSERT INTO reassignment_units SELECT * FROM kept_reassignment_units;
DROP TABLE kept_reassignment_units;
CREATE INDEX reassignment_units_by_unit ON reassignment_units (unit_id);

CREATE TEMPORARY TABLE kept_request_assignments AS SELECT * FROM request_assignments;
DROP TABLE request_assignments;
CREATE TABLE request_assignments (
    request_id BLOB NOT NULL REFERENCES requests (id),
    sequence INTEGER NOT NULL,
    unit_kind TEXT NOT NULL CHECK (unit_kind IN ('grid', 'building_group')),
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

CREATE TEMPORARY TABLE kept_requests AS SELECT id, number, kind, urgency, category, channel, state, anonymous, confidential, about_staff, phone_given, reporter_account_id, entered_by, lon_e7, lat_e7, place_grid_id, unit_kind, unit_id, duty_id, holder_id, held_by, received_at, accept_due, contact_due, resolve_due, clocks_provisional, accepted_at, contact_settled_at, contact_reached, started_at, resolved_at, reopened_at, second_due, second_resolved_at, ended_at, hard_case, next_due, receipt_version, event_count, version, place_building_group_id, placed_by, external_system, external_number, external_due_at, reported_at, judged_at, city_judged_at, redacted_at FROM requests;
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
    unit_kind TEXT NOT NULL CHECK (unit_kind IN ('grid', 'building_group')),
    unit_id BLOB NOT NULL,
    duty_id BLOB NOT NULL REFERENCES duties (id),
    holder_id BLOB NOT NULL REFERENCES members (id),
    held_by TEXT NOT NULL CHECK (held_by IN ('routing', 'transfer', 'second_handling', 'duty_ended')),
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
    redacted_at INTEGER
) STRICT;
INSERT INTO requests SELECT * FROM kept_requests;
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
CREATE INDEX open_requests_by_holder ON requests (holder_id, ended_at) WHERE ended_at IS NULL;

CREATE TEMPORARY TABLE kept_duties AS SELECT * FROM duties;
DROP TABLE duties;
CREATE TABLE duties (
    id BLOB PRIMARY KEY,
    unit_kind TEXT NOT NULL CHECK (unit_kind IN ('grid', 'building_group')),
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
