"""From files to database: the source format, the seed, and the stamp on translations."""
