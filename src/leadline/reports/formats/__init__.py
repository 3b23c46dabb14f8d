"""The formats of a report: each module has one function, write(report, path)."""
