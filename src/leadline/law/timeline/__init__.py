"""The regime over time, as text and as a picture."""
