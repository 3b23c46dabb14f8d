"""The demonstration: documented cases told again as acts, and an exercise with ships that cannot exist."""
