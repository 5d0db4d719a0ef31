DROP TABLE circle_texts;
DROP TABLE circle_topics;
DROP TABLE circle_exchanges;
DROP TABLE building_circle_groups;
DROP TABLE building_circles;
