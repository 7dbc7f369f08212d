"""The window: a Qt client of the indexer."""
