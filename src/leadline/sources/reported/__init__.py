"""Acts that somebody reported: who did what, to whom, where and when, as told."""
