-- Tickets of the platform above (12345): their numbers, what they held, and what became of them there.

-- A number of another system names one request. No foreign key: this table is shared, requests may live elsewhere.
CREATE TABLE external_numbers (
    system TEXT NOT NULL,
    number TEXT NOT NULL,
    request_id UUID NOT NULL,
    PRIMARY KEY (system, number)
);

ALTER TABLE requests ADD COLUMN external_system TEXT;
ALTER TABLE requests ADD COLUMN external_number TEXT;
ALTER TABLE requests ADD COLUMN external_due_at TIMESTAMPTZ;
ALTER TABLE requests ADD COLUMN reported_at TIMESTAMPTZ;
ALTER TABLE requests ADD COLUMN judged_at TIMESTAMPTZ;
ALTER TABLE requests ADD COLUMN city_judged_at TIMESTAMPTZ;
CREATE INDEX requests_by_sender ON requests (entered_by, received_at) WHERE external_system IS NOT NULL;

-- What the ticket held, under its own names, sealed; and a keyed hash of each field, by which two tickets are compared.
ALTER TABLE request_details ADD COLUMN upstream BYTEA;
ALTER TABLE request_details ADD COLUMN contents JSONB;

ALTER TABLE request_notes DROP CONSTRAINT request_notes_kind_check;
ALTER TABLE request_notes ADD CONSTRAINT request_notes_kind_check CHECK (kind IN ('public_reply', 'contact_words', 'transfer_words', 'withdrawal_words', 'verdict_words', 'return_words', 'report'));

ALTER TABLE appointments DROP CONSTRAINT appointments_role_check;
ALTER TABLE appointments ADD CONSTRAINT appointments_role_check CHECK (role IN ('town_desk', 'supervisor', 'system_administrator', 'security_administrator', 'auditor', 'integrator'));

-- Who took requests out of the service, and why: the reason is sealed under a key of its own.
CREATE TABLE exports (
    id UUID PRIMARY KEY,
    operating_system_user TEXT NOT NULL,
    system TEXT,
    wrapped_key BYTEA,
    reason BYTEA NOT NULL,
    exported_at TIMESTAMPTZ NOT NULL
);
