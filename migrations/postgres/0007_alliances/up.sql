-- 治理共同体: organisations that agreed to work together in a grid.

CREATE TABLE alliances (
    id UUID PRIMARY KEY,
    grid_id UUID NOT NULL REFERENCES grids (id),
    name TEXT NOT NULL,
    -- Days of the pact, both included, as YYYY-MM-DD.
    pact_from TEXT NOT NULL,
    pact_to TEXT NOT NULL,
    liaison_id UUID REFERENCES members (id),
    created_at TIMESTAMPTZ NOT NULL,
    retired_at TIMESTAMPTZ,
    event_count INTEGER NOT NULL,
    version BIGINT NOT NULL,
    CHECK (pact_to >= pact_from)
);
CREATE INDEX alliances_by_grid ON alliances (grid_id, id);

CREATE TABLE alliance_organizations (
    alliance_id UUID NOT NULL REFERENCES alliances (id),
    organization_id UUID NOT NULL REFERENCES organizations (id),
    PRIMARY KEY (alliance_id, organization_id)
);
CREATE INDEX alliance_organizations_by_organization ON alliance_organizations (organization_id);
