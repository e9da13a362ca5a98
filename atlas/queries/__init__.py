"""Queries: what is read from the database. Each takes a session and returns frozen values."""
