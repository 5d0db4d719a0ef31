DROP TABLE file_import_contents;
DROP TABLE file_imports;
