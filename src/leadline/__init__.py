"""Leadline: from observations to published findings of sanctions violations."""

__version__ = "0.1.0"

__all__ = ["__version__"]
