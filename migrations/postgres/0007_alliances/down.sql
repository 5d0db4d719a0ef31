DROP TABLE alliance_organizations;
DROP TABLE alliances;
