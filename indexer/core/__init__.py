"""Types, errors, paths and formats that every part of the indexer shares."""
