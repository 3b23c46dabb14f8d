"""Detectors: expressions over tables that yield leads."""
