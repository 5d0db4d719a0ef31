-- 第二身份: the roles that a neighbourhood offers, and the members who claim them.

CREATE TABLE community_roles (
    id BLOB PRIMARY KEY,
    grid_id BLOB NOT NULL REFERENCES grids (id),
    name TEXT NOT NULL,
    tasks TEXT NOT NULL,
    -- Codes of skills, for reading only.
    skills TEXT NOT NULL,
    places INTEGER NOT NULL CHECK (places > 0),
    waiting_places INTEGER NOT NULL CHECK (waiting_places >= 0),
    term_days INTEGER NOT NULL CHECK (term_days > 0),
    reviewed INTEGER NOT NULL,
    -- Kept with each claim, while the row is locked. A role with fewer places than before may have more people.
    active_count INTEGER NOT NULL CHECK (active_count >= 0),
    waiting_count INTEGER NOT NULL CHECK (waiting_count >= 0),
    claim_count INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    retired_at INTEGER,
    event_count INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX community_roles_by_grid ON community_roles (grid_id, id);

CREATE TABLE second_identities (
    id BLOB PRIMARY KEY,
    role_id BLOB NOT NULL REFERENCES community_roles (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    state TEXT NOT NULL CHECK (state IN ('claimed', 'waiting', 'active', 'declined', 'ended')),
    -- The order of the claims of a role, from 1 on.
    claim_number INTEGER NOT NULL,
    claimed_at INTEGER NOT NULL,
    decided_at INTEGER,
    declined_because TEXT CHECK (declined_because IN ('not_suited', 'not_needed', 'other_arrangement')),
    started_at INTEGER,
    ends_at INTEGER CHECK (ends_at > started_at),
    ended_at INTEGER,
    ended_because TEXT CHECK (ended_because IN ('expired', 'resigned', 'revoked', 'registration_ended', 'role_retired')),
    event_count INTEGER NOT NULL,
    version INTEGER NOT NULL,
    UNIQUE (role_id, claim_number)
) STRICT;
CREATE INDEX second_identities_by_state ON second_identities (role_id, state, claim_number);
CREATE UNIQUE INDEX second_identities_live ON second_identities (member_id, role_id) WHERE state IN ('claimed', 'waiting', 'active');
