"""The pocket edition: the catalogue as one file to take along, to read where there is no signal."""
