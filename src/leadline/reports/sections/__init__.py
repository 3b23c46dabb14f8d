"""The sections of a report, one file each; see docs/how-to/section.md to add one."""
