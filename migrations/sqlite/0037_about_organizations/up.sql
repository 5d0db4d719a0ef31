-- Organisations that a request is about: they have no part in it, nor have their liaisons and those who come from them.
CREATE TABLE request_conflict_organizations (
    request_id BLOB NOT NULL REFERENCES requests (id),
    organization_id BLOB NOT NULL,
    PRIMARY KEY (request_id, organization_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_conflict_organizations_by_organization ON request_conflict_organizations (organization_id);
