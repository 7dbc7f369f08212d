"""What the views show: ids in order, rows fetched when they come into sight."""
