"""What is typed into the search box, taken apart: any text parses, the same text always alike."""
