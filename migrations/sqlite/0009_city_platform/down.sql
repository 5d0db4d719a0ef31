DROP TABLE exports;
DELETE FROM appointments WHERE role = 'integrator';
CREATE TABLE new_appointments (
    id BLOB PRIMARY KEY,
    member_id BLOB NOT NULL REFERENCES members (id),
    role TEXT NOT NULL CHECK (role IN ('town_desk', 'supervisor', 'system_administrator', 'security_administrator', 'auditor')),
    grid_id BLOB NOT NULL REFERENCES grids (id),
    valid_from INTEGER NOT NULL,
    valid_to INTEGER CHECK (valid_to > valid_from),
    version INTEGER NOT NULL,
    revision INTEGER NOT NULL
) STRICT;
INSERT INTO new_appointments SELECT * FROM appointments;
DROP TABLE appointments;
ALTER TABLE new_appointments RENAME TO appointments;
CREATE INDEX appointments_by_revision ON appointments (revision);

DELETE FROM request_notes WHERE kind IN ('return_words', 'report');
CREATE TABLE new_request_notes (
    request_id BLOB NOT NULL REFERENCES requests (id),
    sequence INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('public_reply', 'contact_words', 'transfer_words', 'withdrawal_words', 'verdict_words')),
    body BLOB NOT NULL,
    PRIMARY KEY (request_id, sequence)
) STRICT;
INSERT INTO new_request_notes SELECT * FROM request_notes;
DROP TABLE request_notes;
ALTER TABLE new_request_notes RENAME TO request_notes;

ALTER TABLE request_details DROP COLUMN contents;
ALTER TABLE request_details DROP COLUMN upstream;

DROP INDEX requests_by_sender;
ALTER TABLE requests DROP COLUMN city_judged_at;
ALTER TABLE requests DROP COLUMN judged_at;
ALTER TABLE requests DROP COLUMN reported_at;
ALTER TABLE requests DROP COLUMN external_due_at;
ALTER TABLE requests DROP COLUMN external_number;
ALTER TABLE requests DROP COLUMN external_system;

DROP TABLE external_numbers;
