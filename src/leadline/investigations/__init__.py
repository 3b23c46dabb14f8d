"""What people do with leads: evidence, findings."""
