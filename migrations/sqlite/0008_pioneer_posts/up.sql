-- 党员先锋岗: posts, each with the zone that it serves, and the members who hold them for a term.

CREATE TABLE pioneer_posts (
    id BLOB PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    -- What whoever holds it does, and codes of skills; for reading only.
    duties TEXT NOT NULL,
    skills TEXT NOT NULL,
    places INTEGER NOT NULL CHECK (places BETWEEN 1 AND 50),
    -- The zone: the grid itself, some of its building groups, or what lies around a point of it.
    grid_id BLOB NOT NULL REFERENCES grids (id),
    zone_kind TEXT NOT NULL CHECK (zone_kind IN ('grid', 'building_groups', 'point')),
    building_groups TEXT,
    lon_e7 INTEGER,
    lat_e7 INTEGER,
    radius_m INTEGER CHECK (radius_m BETWEEN 50 AND 1000),
    created_at INTEGER NOT NULL,
    retired_at INTEGER,
    version INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    CHECK ((zone_kind = 'building_groups') = (building_groups IS NOT NULL)),
    CHECK ((zone_kind = 'point') = (lon_e7 IS NOT NULL AND lat_e7 IS NOT NULL AND radius_m IS NOT NULL))
) STRICT;
CREATE INDEX pioneer_posts_by_revision ON pioneer_posts (revision);

CREATE TABLE post_holdings (
    id BLOB PRIMARY KEY,
    post_id BLOB NOT NULL REFERENCES pioneer_posts (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    -- The holder's own consent that everybody reads their name.
    name_shown INTEGER NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER NOT NULL CHECK (valid_to > valid_from),
    version INTEGER NOT NULL,
    revision INTEGER NOT NULL
) STRICT;
CREATE INDEX post_holdings_by_revision ON post_holdings (revision);
