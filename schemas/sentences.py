"""Errors that are told to people as they are."""


class Sentence(Exception):
    """An error whose words are a sentence for the person at the terminal: what, and what to do."""
