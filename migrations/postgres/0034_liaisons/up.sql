-- Liaisons: who acts for an organisation, with a login of their own.
ALTER TABLE appointments DROP CONSTRAINT appointments_role_check;
ALTER TABLE appointments ADD CONSTRAINT appointments_role_check CHECK (role IN ('town_desk', 'supervisor', 'system_administrator', 'security_administrator', 'auditor', 'integrator', 'liaison'));
ALTER TABLE appointments ADD COLUMN organization_id UUID REFERENCES organizations (id);
