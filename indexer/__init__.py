"""The indexer: watches folders, embeds photos and answers searches, without a window."""

__version__ = "0.1.0"
