-- 第二身份: the roles that a neighbourhood offers, and the members who claim them.

CREATE TABLE community_roles (
    id UUID PRIMARY KEY,
    grid_id UUID NOT NULL REFERENCES grids (id),
    name TEXT NOT NULL,
    tasks TEXT NOT NULL,
    -- Codes of skills, for reading only.
    skills JSONB NOT NULL,
    places INTEGER NOT NULL CHECK (places > 0),
    waiting_places INTEGER NOT NULL CHECK (waiting_places >= 0),
    term_days INTEGER NOT NULL CHECK (term_days > 0),
    reviewed BOOLEAN NOT NULL,
    -- Kept with each claim, while the row is locked. A role with fewer places than before may have more people.
    active_count INTEGER NOT NULL CHECK (active_count >= 0),
    waiting_count INTEGER NOT NULL CHECK (waiting_count >= 0),
    claim_count INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    retired_at TIMESTAMPTZ,
    event_count INTEGER NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX community_roles_by_grid ON community_roles (grid_id, id);

CREATE TABLE second_identities (
    id UUID PRIMARY KEY,
    role_id UUID NOT NULL REFERENCES community_roles (id),
    member_id UUID NOT NULL REFERENCES members (id),
    state TEXT NOT NULL CHECK (state IN ('claimed', 'waiting', 'active', 'declined', 'ended')),
    -- The order of the claims of a role, from 1 on.
    claim_number INTEGER NOT NULL,
    claimed_at TIMESTAMPTZ NOT NULL,
    decided_at TIMESTAMPTZ,
    declined_because TEXT CHECK (declined_because IN ('not_suited', 'not_needed', 'other_arrangement')),
    started_at TIMESTAMPTZ,
    ends_at TIMESTAMPTZ CHECK (ends_at > started_at),
    ended_at TIMESTAMPTZ,
    ended_because TEXT CHECK (ended_because IN ('expired', 'resigned', 'revoked', 'registration_ended', 'role_retired')),
    event_count INTEGER NOT NULL,
    version BIGINT NOT NULL,
    UNIQUE (role_id, claim_number)
);
CREATE INDEX second_identities_by_state ON second_identities (role_id, state, claim_number);
CREATE UNIQUE INDEX second_identities_live ON second_identities (member_id, role_id) WHERE state IN ('claimed', 'waiting', 'active');
