"""Caps: the limit of a year, the figures on what was delivered, and each way to breach it apart."""
