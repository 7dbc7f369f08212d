"""Reads photos: pixels, metadata, thumbnails, fingerprints."""
