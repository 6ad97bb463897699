"""What reports ask of the tables: one SELECT a report, small frozen rows out of it."""
