DROP TABLE second_identities;
DROP TABLE community_roles;
