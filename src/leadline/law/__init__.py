"""The regime as data: what stands on a day, under which paragraph, and what must be asked."""
