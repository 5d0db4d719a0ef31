-- What is open is found by where it is, by what it is assigned to and by whom it is held, however much has ended.
CREATE INDEX open_requests_by_place ON requests (place_grid_id) WHERE ended_at IS NULL;
CREATE INDEX open_requests_by_unit ON requests (unit_id) WHERE ended_at IS NULL;
CREATE INDEX open_requests_by_holder ON requests (holder_id) WHERE ended_at IS NULL;
