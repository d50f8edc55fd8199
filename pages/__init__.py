"""The web pages for those who run visits; they ask the desk, as every door does."""
