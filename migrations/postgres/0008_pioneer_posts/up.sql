-- 党员先锋岗: posts, each with the zone that it serves, and the members who hold them for a term.

CREATE TABLE pioneer_posts (
    id UUID PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    -- What whoever holds it does, and codes of skills; for reading only.
    duties JSONB NOT NULL,
    skills JSONB NOT NULL,
    places INTEGER NOT NULL CHECK (places BETWEEN 1 AND 50),
    -- The zone: the grid itself, some of its building groups, or what lies around a point of it.
    grid_id UUID NOT NULL REFERENCES grids (id),
    zone_kind TEXT NOT NULL CHECK (zone_kind IN ('grid', 'building_groups', 'point')),
    building_groups JSONB,
    lon_e7 INTEGER,
    lat_e7 INTEGER,
    radius_m INTEGER CHECK (radius_m BETWEEN 50 AND 1000),
    created_at TIMESTAMPTZ NOT NULL,
    retired_at TIMESTAMPTZ,
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    CHECK ((zone_kind = 'building_groups') = (building_groups IS NOT NULL)),
    CHECK ((zone_kind = 'point') = (lon_e7 IS NOT NULL AND lat_e7 IS NOT NULL AND radius_m IS NOT NULL))
);
CREATE INDEX pioneer_posts_by_revision ON pioneer_posts (revision);

CREATE TABLE post_holdings (
    id UUID PRIMARY KEY,
    post_id UUID NOT NULL REFERENCES pioneer_posts (id),
    member_id UUID NOT NULL REFERENCES members (id),
    -- The holder's own consent that everybody reads their name.
    name_shown BOOLEAN NOT NULL,
    valid_from TIMESTAMPTZ NOT NULL,
    valid_to TIMESTAMPTZ NOT NULL CHECK (valid_to > valid_from),
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX post_holdings_by_revision ON post_holdings (revision);
