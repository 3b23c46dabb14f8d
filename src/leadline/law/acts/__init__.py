"""Acts as they are given: read from words, fields and statements into what the law asks about."""
