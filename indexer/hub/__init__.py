"""Fetches models that the person asked for. Nothing else in Pixlore reaches a network."""
