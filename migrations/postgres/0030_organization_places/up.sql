-- The grids and building groups that an organisation serves, in the order in which they were named. One without any
-- serves the whole of its grid. The rows are written together with those of their organisation, under its revision.
CREATE TABLE organization_places (
    organization_id UUID NOT NULL REFERENCES organizations (id),
    unit_kind TEXT NOT NULL CHECK (unit_kind IN ('grid', 'building_group')),
    unit_id UUID NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (organization_id, unit_kind, unit_id)
);
