"""Which entries of several lists are one entity, what people judged of it, and what has to do with the DPRK."""
