"""Detectors of what vessels do."""
