-- Liaisons: who acts for an organisation, with a login of their own.
CREATE TABLE new_appointments (
    id BLOB PRIMARY KEY,
    member_id BLOB NOT NULL REFERENCES members (id),
    role TEXT NOT NULL CHECK (role IN ('town_desk', 'supervisor', 'system_administrator', 'security_administrator', 'auditor', 'integrator', 'liaison')),
    grid_id BLOB NOT NULL REFERENCES grids (id),
    valid_from INTEGER NOT NULL,
    valid_to INTEGER CHECK (valid_to > valid_from),
    version INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    organization_id BLOB REFERENCES organizations (id)
) STRICT;
INSERT INTO new_appointments SELECT *, NULL FROM appointments;
DROP TABLE appointments;
ALTER TABLE new_appointments RENAME TO appointments;
CREATE INDEX appointments_by_revision ON appointments (revision);
