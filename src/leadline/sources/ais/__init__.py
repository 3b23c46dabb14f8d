"""The source of AIS positions and static reports."""
