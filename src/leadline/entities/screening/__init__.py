"""Screening: an index on disk, what is asked of it, matches with their reasons, and tables of names in bulk."""
