"""Thumbnails: read and decoded off the main thread, kept within a limit of bytes."""
