-- Organisations: party organisations, member units, station offices, property managers and others.

CREATE TABLE organizations (
    id UUID PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('party_organization', 'member_unit', 'department', 'station_office', 'property', 'owners_committee', 'social_organization', 'enterprise', 'institution')),
    parent_id UUID REFERENCES organizations (id),
    grid_id UUID NOT NULL REFERENCES grids (id),
    office_phone TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    retired_at TIMESTAMPTZ,
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX organizations_by_revision ON organizations (revision);
