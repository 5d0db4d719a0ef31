DROP TABLE request_partakers;
DROP TABLE routing_rules;

-- The rows stand again under the same name before the transaction ends: what refers to them is checked then.
PRAGMA defer_foreign_keys = ON;
CREATE TEMPORARY TABLE kept_duties AS SELECT * FROM duties WHERE capacity <> 'on_call';
DROP TABLE duties;
CREATE TABLE duties (
    id BLOB PRIMARY KEY,
    unit_kind TEXT NOT NULL CHECK (unit_kind IN ('grid', 'building_group')),
    unit_id BLOB NOT NULL,
    member_id BLOB NOT NULL REFERENCES members (id),
    capacity TEXT NOT NULL CHECK (capacity IN ('leader', 'deputy', 'worker')),
    rank INTEGER NOT NULL CHECK (rank >= 0),
    valid_from INTEGER NOT NULL,
    valid_to INTEGER CHECK (valid_to > valid_from),
    version INTEGER NOT NULL,
    revision INTEGER NOT NULL
) STRICT;
INSERT INTO duties SELECT * FROM kept_duties;
DROP TABLE kept_duties;
CREATE INDEX duties_by_unit ON duties (unit_id, valid_from);
CREATE INDEX duties_by_member ON duties (member_id, valid_from);
CREATE INDEX duties_by_revision ON duties (revision);
