"""Ranks photos for a query. A library, not a service: clients call it in their own process."""
