-- 责任区调整: change sets of responsibility, from the first draft to what became of them. Every revision of the atlas
-- has one, also those that a single route or the command line made.
CREATE TABLE reassignments (
    id BLOB PRIMARY KEY,
    origin TEXT NOT NULL CHECK (origin IN ('drafted', 'suggested', 'undo', 'direct', 'command_line', 'service')),
    state TEXT NOT NULL CHECK (state IN ('draft', 'previewed', 'approved', 'scheduled', 'stopped', 'applied', 'undone', 'discarded')),
    reason TEXT CHECK (reason IN ('person_leaves', 'person_joins', 'absence', 'area_redrawn', 'workload', 'correction', 'other')),
    -- Whoever drafted it, and the second person who agreed.
    author_id BLOB REFERENCES accounts (id),
    approver_id BLOB REFERENCES accounts (id),
    -- The deepest grid that everything it touches belongs to; none as long as it touches nothing.
    grid_id BLOB REFERENCES grids (id),
    -- What is to be done, in order.
    operations TEXT NOT NULL,
    allow_gaps INTEGER NOT NULL,
    -- What the author saw: the digest that is compared when it is applied, and what it stands for.
    digest TEXT,
    preview TEXT,
    -- Why a scheduled one was not applied.
    stopped_by TEXT,
    -- What would take it back, as it was applied.
    inverse TEXT,
    undoes BLOB REFERENCES reassignments (id),
    created_at INTEGER NOT NULL,
    effective_at INTEGER,
    previewed_at INTEGER,
    approved_at INTEGER,
    applied_at INTEGER,
    -- The revision of the atlas that it made.
    revision INTEGER UNIQUE,
    -- How many open requests got another holder.
    moved INTEGER NOT NULL,
    event_count INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX reassignments_by_state ON reassignments (state, id);
CREATE INDEX reassignments_by_grid ON reassignments (grid_id, id);
CREATE INDEX reassignments_by_author ON reassignments (author_id, id);
CREATE INDEX reassignments_by_application ON reassignments (applied_at);
CREATE INDEX reassignments_by_undone ON reassignments (undoes);

-- The units that a change set touches: two that wait to be applied have none in common.
CREATE TABLE reassignment_units (
    reassignment_id BLOB NOT NULL REFERENCES reassignments (id),
    unit_kind TEXT NOT NULL CHECK (unit_kind IN ('grid', 'building_group')),
    unit_id BLOB NOT NULL,
    PRIMARY KEY (reassignment_id, unit_id)
) STRICT;
CREATE INDEX reassignment_units_by_unit ON reassignment_units (unit_id);

-- Whoever is told of an applied change set: it concerns them.
CREATE TABLE reassignment_members (
    reassignment_id BLOB NOT NULL REFERENCES reassignments (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    PRIMARY KEY (reassignment_id, member_id)
) STRICT;
CREATE INDEX reassignment_members_by_member ON reassignment_members (member_id, reassignment_id);

-- What the author wrote about a change set, sealed under a key of its own. Without the key it is erased.
CREATE TABLE reassignment_notes (
    reassignment_id BLOB PRIMARY KEY REFERENCES reassignments (id),
    wrapped_key BLOB,
    body BLOB NOT NULL
) STRICT;

-- The revision that made a row; 0 for rows that are older than change sets. `revision` is the one that last wrote it.
ALTER TABLE grids ADD COLUMN made_in INTEGER NOT NULL DEFAULT 0;
ALTER TABLE grid_boundaries ADD COLUMN made_in INTEGER NOT NULL DEFAULT 0;
ALTER TABLE building_group_memberships ADD COLUMN made_in INTEGER NOT NULL DEFAULT 0;
ALTER TABLE duties ADD COLUMN made_in INTEGER NOT NULL DEFAULT 0;
ALTER TABLE absences ADD COLUMN made_in INTEGER NOT NULL DEFAULT 0;
ALTER TABLE routing_rules ADD COLUMN made_in INTEGER NOT NULL DEFAULT 0;

-- Under which grids a grid was, and when, where that ever changed: a list of {parent, from, to}.
ALTER TABLE grids ADD COLUMN stays TEXT NOT NULL DEFAULT '[]';
