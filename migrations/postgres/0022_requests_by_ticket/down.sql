DROP INDEX requests_by_ticket;
