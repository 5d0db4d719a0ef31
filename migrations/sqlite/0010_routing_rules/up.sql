-- 派单规则: what differs from "the grid leader answers". A row is what a rule says over a period.
CREATE TABLE routing_rules (
    id BLOB PRIMARY KEY,
    rule_id BLOB NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    grid_id BLOB NOT NULL REFERENCES grids (id),
    category TEXT,
    kind TEXT CHECK (kind IN ('consultation', 'help', 'complaint', 'report', 'suggestion', 'praise')),
    urgency TEXT CHECK (urgency IN ('normal', 'urgent', 'critical')),
    -- When in the day, and what the rule does.
    time TEXT,
    effect TEXT NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER CHECK (valid_to > valid_from),
    version INTEGER NOT NULL,
    revision INTEGER NOT NULL
) STRICT;
CREATE INDEX routing_rules_by_revision ON routing_rules (revision);

-- Who has to do with a request beside its holder.
CREATE TABLE request_partakers (
    request_id BLOB NOT NULL REFERENCES requests (id),
    part TEXT NOT NULL CHECK (part IN ('co_handler', 'copy', 'first_handler')),
    partaker_kind TEXT NOT NULL CHECK (partaker_kind IN ('grid', 'building_group', 'organization', 'pioneer_post')),
    partaker_id BLOB NOT NULL,
    PRIMARY KEY (request_id, part, partaker_id)
) STRICT;
CREATE INDEX request_partakers_by_partaker ON request_partakers (partaker_id, request_id);

-- Duties on call. SQLite changes no CHECK of a table that is there.
-- The rows stand again under the same name before the transaction ends: what refers to them is checked then.
PRAGMA defer_foreign_keys = ON;
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
    revision INTEGER NOT NULL
) STRICT;
INSERT INTO duties SELECT * FROM kept_duties;
DROP TABLE kept_duties;
CREATE INDEX duties_by_unit ON duties (unit_id, valid_from);
CREATE INDEX duties_by_member ON duties (member_id, valid_from);
CREATE INDEX duties_by_revision ON duties (revision);
