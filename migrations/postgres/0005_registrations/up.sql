-- 双报到: organisations and in-service members who report to a neighbourhood.

CREATE TABLE registrations (
    id UUID PRIMARY KEY,
    grid_id UUID NOT NULL REFERENCES grids (id),
    member_id UUID REFERENCES members (id),
    organization_id UUID REFERENCES organizations (id),
    -- Where a member serves in their profession.
    home_organization_id UUID REFERENCES organizations (id),
    state TEXT NOT NULL CHECK (state IN ('pending', 'accepted', 'declined', 'ended')),
    requested_at TIMESTAMPTZ NOT NULL,
    decided_at TIMESTAMPTZ,
    ended_at TIMESTAMPTZ,
    ended_because TEXT CHECK (ended_because IN ('moved', 'left', 'withdrawn')),
    event_count INTEGER NOT NULL,
    version BIGINT NOT NULL,
    CHECK ((member_id IS NULL) <> (organization_id IS NULL))
);
CREATE INDEX registrations_by_grid ON registrations (grid_id, state);
-- A member belongs to one neighbourhood, and asks to belong to one more at most: when they move.
CREATE UNIQUE INDEX registrations_accepted_member ON registrations (member_id) WHERE state = 'accepted';
CREATE UNIQUE INDEX registrations_pending_member ON registrations (member_id) WHERE state = 'pending';
CREATE UNIQUE INDEX registrations_live_organization ON registrations (organization_id, grid_id) WHERE state IN ('pending', 'accepted');

CREATE TABLE registration_skills (
    registration_id UUID NOT NULL REFERENCES registrations (id),
    skill TEXT NOT NULL,
    PRIMARY KEY (registration_id, skill)
);
CREATE INDEX registration_skills_by_skill ON registration_skills (skill);

-- When they are free and why they were declined, sealed under the registration's own key. Without the key it is erased.
CREATE TABLE registration_details (
    registration_id UUID PRIMARY KEY REFERENCES registrations (id),
    wrapped_key BYTEA,
    free_times BYTEA,
    reason BYTEA
);
