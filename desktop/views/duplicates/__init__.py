"""The page on which copies and bursts are compared and cleared away."""
