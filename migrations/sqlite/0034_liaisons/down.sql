DELETE FROM appointments WHERE role = 'liaison';
CREATE TABLE new_appointments (
    id BLOB PRIMARY KEY,
    member_id BLOB NOT NULL REFERENCES members (id),
    role TEXT NOT NULL CHECK (role IN ('town_desk', 'supervisor', 'system_administrator', 'security_administrator', 'auditor', 'integrator')),
    grid_id BLOB NOT NULL REFERENCES grids (id),
    valid_from INTEGER NOT NULL,
    valid_to INTEGER CHECK (valid_to > valid_from),
    version INTEGER NOT NULL,
    revision INTEGER NOT NULL
) STRICT;
INSERT INTO new_appointments SELECT id, member_id, role, grid_id, valid_from, valid_to, version, revision FROM appointments;
DROP TABLE appointments;
ALTER TABLE new_appointments RENAME TO appointments;
CREATE INDEX appointments_by_revision ON appointments (revision);
