-- Organisations that a request is about: they have no part in it, nor have their liaisons and those who come from them.
CREATE TABLE request_conflict_organizations (
    request_id UUID NOT NULL REFERENCES requests (id),
    organization_id UUID NOT NULL,
    PRIMARY KEY (request_id, organization_id)
);
CREATE INDEX request_conflict_organizations_by_organization ON request_conflict_organizations (organization_id);
