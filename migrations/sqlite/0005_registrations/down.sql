DROP TABLE registration_details;
DROP TABLE registration_skills;
DROP TABLE registrations;
