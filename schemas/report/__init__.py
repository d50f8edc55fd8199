"""What a national report is made of. Nothing here names a person who was visited, or an area."""
