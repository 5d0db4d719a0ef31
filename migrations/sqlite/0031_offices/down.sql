-- What is lost by going down:
-- - who had an office and until when: its duties are gone, and whatever it ever held stands as held by the leader that the
--   root has now; the unit that it was to go to stands as the root;
-- - what is offered to an office and not answered;
-- - that a change set touched an office, that it took part in a request or was kept from it, or that somebody read by it;
-- - what rules and the traces of routings say of offices.
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

UPDATE requests SET
    unit_kind = 'grid',
    unit_id = (SELECT unit_id FROM root_leader),
    duty_id = (SELECT duty_id FROM root_leader),
    holder_id = (SELECT member_id FROM root_leader)
WHERE unit_kind = 'office';
UPDATE requests SET
    offer_kind = NULL, offer_unit_kind = NULL, offer_unit_id = NULL, offer_by = NULL, offered_at = NULL, offer_due = NULL
WHERE offer_unit_kind = 'office';
UPDATE request_assignments SET
    unit_kind = 'grid',
    unit_id = (SELECT unit_id FROM root_leader),
    duty_id = (SELECT duty_id FROM root_leader),
    holder_id = (SELECT member_id FROM root_leader)
WHERE unit_kind = 'office';
UPDATE request_returns SET unit_kind = 'grid', unit_id = (SELECT unit_id FROM root_leader) WHERE unit_kind = 'office';
DROP TABLE root_leader;
DELETE FROM duties WHERE unit_kind = 'office';
DELETE FROM reassignment_units WHERE unit_kind = 'office';
DELETE FROM request_partakers WHERE partaker_kind = 'office';
DELETE FROM request_conflict_units WHERE unit_kind = 'office';
UPDATE access_records SET reader_unit_kind = NULL, reader_unit_id = NULL WHERE reader_unit_kind = 'office';

UPDATE routing_rules SET effect = json_remove(effect, '$.main_office');
UPDATE routing_rules SET effect = json_set(effect, '$.copies', (
    SELECT json_group_array(json(value)) FROM json_each(effect, '$.copies') WHERE value ->> '$.kind' <> 'office'
))
WHERE EXISTS (SELECT 1 FROM json_each(effect, '$.copies') WHERE value ->> '$.kind' = 'office');
UPDATE request_assignments SET trace = replace(replace((
    SELECT json_group_array(json(value)) FROM json_each(trace)
    WHERE value ->> '$.step' <> 'main_office'
    AND coalesce(value ->> '$.unit.kind', '') <> 'office'
    AND coalesce(value ->> '$.with.kind', '') <> 'office'
    AND coalesce(value ->> '$.gone', '') <> 'main_office'
), '"gives":["main_office"]', '"gives":[]'), ',"main_office"]', ']')
WHERE trace LIKE '%office%';

CREATE TEMPORARY TABLE kept_duties AS SELECT id, unit_kind, unit_id, member_id, capacity, rank, valid_from, valid_to, version, revision, made_in FROM duties;
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
INSERT INTO duties (id, unit_kind, unit_id, member_id, capacity, rank, valid_from, valid_to, version, revision, made_in) SELECT id, unit_kind, unit_id, member_id, capacity, rank, valid_from, valid_to, version, revision, made_in FROM kept_duties;
DROP TABLE kept_duties;
CREATE INDEX duties_by_unit ON duties (unit_id, valid_from);
CREATE INDEX duties_by_member ON duties (member_id, valid_from);
CREATE INDEX duties_by_revision ON duties (revision);

CREATE TEMPORARY TABLE kept_request_assignments AS SELECT request_id, sequence, unit_kind, unit_id, duty_id, holder_id, cause, trace, started_at, ended_at, change_set_id FROM request_assignments;
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
INSERT INTO request_assignments (request_id, sequence, unit_kind, unit_id, duty_id, holder_id, cause, trace, started_at, ended_at, change_set_id) SELECT request_id, sequence, unit_kind, unit_id, duty_id, holder_id, cause, trace, started_at, ended_at, change_set_id FROM kept_request_assignments;
DROP TABLE kept_request_assignments;
CREATE INDEX request_assignments_by_holder ON request_assignments (holder_id, started_at);
CREATE INDEX request_assignments_by_change_set ON request_assignments (change_set_id) WHERE change_set_id IS NOT NULL;

CREATE TEMPORARY TABLE kept_reassignment_units AS SELECT reassignment_id, unit_kind, unit_id FROM reassignment_units;
DROP TABLE reassignment_units;
CREATE TABLE reassignment_units (
    reassignment_id BLOB NOT NULL REFERENCES reassignments (id),
    unit_kind TEXT NOT NULL CHECK (unit_kind IN ('grid', 'building_group', 'desk')),
    unit_id BLOB NOT NULL,
    PRIMARY KEY (reassignment_id, unit_id)
) STRICT;
INSERT INTO reassignment_units (reassignment_id, unit_kind, unit_id) SELECT reassignment_id, unit_kind, unit_id FROM kept_reassignment_units;
DROP TABLE kept_reassignment_units;
CREATE INDEX reassignment_units_by_unit ON reassignment_units (unit_id);

CREATE TEMPORARY TABLE kept_request_partakers AS SELECT request_id, part, partaker_kind, partaker_id FROM request_partakers;
DROP TABLE request_partakers;
CREATE TABLE request_partakers (
    request_id BLOB NOT NULL REFERENCES requests (id),
    part TEXT NOT NULL CHECK (part IN ('co_handler', 'copy', 'first_handler')),
    partaker_kind TEXT NOT NULL CHECK (partaker_kind IN ('grid', 'building_group', 'desk', 'organization', 'pioneer_post')),
    partaker_id BLOB NOT NULL,
    PRIMARY KEY (request_id, part, partaker_id)
) STRICT;
INSERT INTO request_partakers (request_id, part, partaker_kind, partaker_id) SELECT request_id, part, partaker_kind, partaker_id FROM kept_request_partakers;
DROP TABLE kept_request_partakers;
CREATE INDEX request_partakers_by_partaker ON request_partakers (partaker_id, request_id);

CREATE TEMPORARY TABLE kept_request_conflict_units AS SELECT request_id, unit_kind, unit_id FROM request_conflict_units;
DROP TABLE request_conflict_units;
CREATE TABLE request_conflict_units (
    request_id BLOB NOT NULL REFERENCES requests (id),
    unit_kind TEXT NOT NULL CHECK (unit_kind IN ('grid', 'building_group')),
    unit_id BLOB NOT NULL,
    PRIMARY KEY (request_id, unit_id)
) STRICT;
INSERT INTO request_conflict_units (request_id, unit_kind, unit_id) SELECT request_id, unit_kind, unit_id FROM kept_request_conflict_units;
DROP TABLE kept_request_conflict_units;
CREATE INDEX request_conflict_units_by_unit ON request_conflict_units (unit_id);

CREATE TEMPORARY TABLE kept_request_returns AS SELECT request_id, sequence, round, unit_kind, unit_id, returned_by, reason, returned_at, due, state_before, decision, ended_at FROM request_returns;
DROP TABLE request_returns;
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
INSERT INTO request_returns (request_id, sequence, round, unit_kind, unit_id, returned_by, reason, returned_at, due, state_before, decision, ended_at) SELECT request_id, sequence, round, unit_kind, unit_id, returned_by, reason, returned_at, due, state_before, decision, ended_at FROM kept_request_returns;
DROP TABLE kept_request_returns;

ALTER TABLE requests RENAME COLUMN unit_kind TO unit_kind_before;
ALTER TABLE requests ADD COLUMN unit_kind TEXT NOT NULL DEFAULT 'grid' CHECK (unit_kind IN ('grid', 'building_group', 'desk'));
UPDATE requests SET unit_kind = unit_kind_before;
ALTER TABLE requests DROP COLUMN unit_kind_before;
ALTER TABLE requests RENAME COLUMN offer_unit_kind TO offer_unit_kind_before;
ALTER TABLE requests ADD COLUMN offer_unit_kind TEXT CHECK (offer_unit_kind IN ('grid', 'building_group', 'desk'));
UPDATE requests SET offer_unit_kind = offer_unit_kind_before;
ALTER TABLE requests DROP COLUMN offer_unit_kind_before;
ALTER TABLE access_records RENAME COLUMN reader_unit_kind TO reader_unit_kind_before;
ALTER TABLE access_records ADD COLUMN reader_unit_kind TEXT CHECK (reader_unit_kind IN ('grid', 'building_group'));
UPDATE access_records SET reader_unit_kind = reader_unit_kind_before;
ALTER TABLE access_records DROP COLUMN reader_unit_kind_before;
