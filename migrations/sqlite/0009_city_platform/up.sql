-- Tickets of the platform above (12345): their numbers, what they held, and what became of them there.

-- A number of another system names one request. No foreign key: this table is shared, requests may live elsewhere.
CREATE TABLE external_numbers (
    system TEXT NOT NULL,
    number TEXT NOT NULL,
    request_id BLOB NOT NULL,
    PRIMARY KEY (system, number)
) STRICT, WITHOUT ROWID;

ALTER TABLE requests ADD COLUMN external_system TEXT;
ALTER TABLE requests ADD COLUMN external_number TEXT;
ALTER TABLE requests ADD COLUMN external_due_at INTEGER;
ALTER TABLE requests ADD COLUMN reported_at INTEGER;
ALTER TABLE requests ADD COLUMN judged_at INTEGER;
ALTER TABLE requests ADD COLUMN city_judged_at INTEGER;
CREATE INDEX requests_by_sender ON requests (entered_by, received_at) WHERE external_system IS NOT NULL;

-- What the ticket held, under its own names, sealed; and a keyed hash of each field, by which two tickets are compared.
ALTER TABLE request_details ADD COLUMN upstream BLOB;
ALTER TABLE request_details ADD COLUMN contents TEXT;

CREATE TABLE new_request_notes (
    request_id BLOB NOT NULL REFERENCES requests (id),
    sequence INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('public_reply', 'contact_words', 'transfer_words', 'withdrawal_words', 'verdict_words', 'return_words', 'report')),
    body BLOB NOT NULL,
    PRIMARY KEY (request_id, sequence)
) STRICT;
INSERT INTO new_request_notes SELECT * FROM request_notes;
DROP TABLE request_notes;
ALTER TABLE new_request_notes RENAME TO request_notes;

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
INSERT INTO new_appointments SELECT * FROM appointments;
DROP TABLE appointments;
ALTER TABLE new_appointments RENAME TO appointments;
CREATE INDEX appointments_by_revision ON appointments (revision);

-- Who took requests out of the service, and why: the reason is sealed under a key of its own.
CREATE TABLE exports (
    id BLOB PRIMARY KEY,
    operating_system_user TEXT NOT NULL,
    system TEXT,
    wrapped_key BLOB,
    reason BLOB NOT NULL,
    exported_at INTEGER NOT NULL
) STRICT;
