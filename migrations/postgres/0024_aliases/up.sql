-- Popular names of grids, building groups and compounds. A compound is named by its own name, and lies in a grid.
CREATE TABLE aliases (
    id UUID PRIMARY KEY,
    name TEXT NOT NULL,
    grid_id UUID REFERENCES grids (id),
    building_group_id UUID REFERENCES building_groups (id),
    compound TEXT,
    valid_from TIMESTAMPTZ NOT NULL,
    valid_to TIMESTAMPTZ CHECK (valid_to > valid_from),
    revision BIGINT NOT NULL,
    CHECK ((grid_id IS NULL) <> (building_group_id IS NULL)),
    CHECK (compound IS NULL OR grid_id IS NOT NULL)
);
CREATE INDEX aliases_by_revision ON aliases (revision);
