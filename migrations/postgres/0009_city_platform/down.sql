DROP TABLE exports;
DELETE FROM appointments WHERE role = 'integrator';
ALTER TABLE appointments DROP CONSTRAINT appointments_role_check;
ALTER TABLE appointments ADD CONSTRAINT appointments_role_check CHECK (role IN ('town_desk', 'supervisor', 'system_administrator', 'security_administrator', 'auditor'));

DELETE FROM request_notes WHERE kind IN ('return_words', 'report');
ALTER TABLE request_notes DROP CONSTRAINT request_notes_kind_check;
ALTER TABLE request_notes ADD CONSTRAINT request_notes_kind_check CHECK (kind IN ('public_reply', 'contact_words', 'transfer_words', 'withdrawal_words', 'verdict_words'));

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
