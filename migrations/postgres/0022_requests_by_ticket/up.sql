-- A number may stand on several requests: on one that was given back, and beside one that its sender is kept from.
CREATE INDEX requests_by_ticket ON requests (external_system, external_number) WHERE external_number IS NOT NULL;
