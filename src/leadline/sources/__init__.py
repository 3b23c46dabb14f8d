"""Where observations come from: one folder each."""
