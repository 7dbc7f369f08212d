"""Turns pixels and text into vectors."""
