"""Lists of designations and the entities they name."""
