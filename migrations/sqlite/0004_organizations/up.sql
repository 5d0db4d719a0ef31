-- Organisations: party organisations, member units, station offices, property managers and others.

CREATE TABLE organizations (
    id BLOB PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('party_organization', 'member_unit', 'department', 'station_office', 'property', 'owners_committee', 'social_organization', 'enterprise', 'institution')),
    parent_id BLOB REFERENCES organizations (id),
    grid_id BLOB NOT NULL REFERENCES grids (id),
    office_phone TEXT,
    created_at INTEGER NOT NULL,
    retired_at INTEGER,
    version INTEGER NOT NULL,
    revision INTEGER NOT NULL
) STRICT;
CREATE INDEX organizations_by_revision ON organizations (revision);
