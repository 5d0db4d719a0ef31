-- 治理共同体: organisations that agreed to work together in a grid.

CREATE TABLE alliances (
    id BLOB PRIMARY KEY,
    grid_id BLOB NOT NULL REFERENCES grids (id),
    name TEXT NOT NULL,
    -- Days of the pact, both included, as YYYY-MM-DD.
    pact_from TEXT NOT NULL,
    pact_to TEXT NOT NULL,
    liaison_id BLOB REFERENCES members (id),
    created_at INTEGER NOT NULL,
    retired_at INTEGER,
    event_count INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CHECK (pact_to >= pact_from)
) STRICT;
CREATE INDEX alliances_by_grid ON alliances (grid_id, id);

CREATE TABLE alliance_organizations (
    alliance_id BLOB NOT NULL REFERENCES alliances (id),
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    PRIMARY KEY (alliance_id, organization_id)
) STRICT;
CREATE INDEX alliance_organizations_by_organization ON alliance_organizations (organization_id);
