"""The version of what is read out of photos. Imports nothing: the service compares it."""

METADATA_VERSION = 2
"""Raise it when other metadata comes out of the same bytes: then every photo is read again."""
