"""What is kept: bytes, tables, the ledger."""
