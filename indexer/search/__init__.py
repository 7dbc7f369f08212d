"""Turns queries into ranked hits, reading the database itself."""
