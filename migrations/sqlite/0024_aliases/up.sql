-- Popular names of grids, building groups and compounds. A compound is named by its own name, and lies in a grid.
CREATE TABLE aliases (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    grid_id BLOB REFERENCES grids (id),
    building_group_id BLOB REFERENCES building_groups (id),
    compound TEXT,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER CHECK (valid_to > valid_from),
    revision INTEGER NOT NULL,
    CHECK ((grid_id IS NULL) <> (building_group_id IS NULL)),
    CHECK (compound IS NULL OR grid_id IS NOT NULL)
) STRICT;
CREATE INDEX aliases_by_revision ON aliases (revision);
