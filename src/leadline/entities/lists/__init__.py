"""One file a list, and its reader beside it; the frame is in ``entities/_list.py``."""
