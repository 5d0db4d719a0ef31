DELETE FROM appointments WHERE role = 'liaison';
ALTER TABLE appointments DROP COLUMN organization_id;
ALTER TABLE appointments DROP CONSTRAINT appointments_role_check;
ALTER TABLE appointments ADD CONSTRAINT appointments_role_check CHECK (role IN ('town_desk', 'supervisor', 'system_administrator', 'security_administrator', 'auditor', 'integrator'));
