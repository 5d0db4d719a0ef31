DROP TABLE organization_places;
