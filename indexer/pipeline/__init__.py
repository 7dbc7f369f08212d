"""Finds changes on disk and carries them into the index."""
