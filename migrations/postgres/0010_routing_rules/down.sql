DROP TABLE request_partakers;
DROP TABLE routing_rules;

DELETE FROM duties WHERE capacity = 'on_call';
ALTER TABLE duties DROP CONSTRAINT duties_capacity_check;
ALTER TABLE duties ADD CONSTRAINT duties_capacity_check CHECK (capacity IN ('leader', 'deputy', 'worker'));
