DROP INDEX open_requests_by_holder;
DROP INDEX open_requests_by_unit;
DROP INDEX open_requests_by_place;
