"""Goods by HS code: what bears on a code on a day, and on rows of trade of any number."""
