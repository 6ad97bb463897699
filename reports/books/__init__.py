"""The reports themselves, a file each: rows of a query laid out as tables."""
