"""Reports: plain data in; PDF, HTML and JSON out, all from one tree."""
