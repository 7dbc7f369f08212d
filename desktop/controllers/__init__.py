"""What happens when a person acts: searching, viewing, and what the library reports."""
