"""Derived tables: one file each, built once per run."""
