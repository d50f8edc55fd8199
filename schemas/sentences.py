"""Errors that are told to people as they are."""


class Sentence(Exception):
    """An error whose words are a sentence for the person at the terminal: what, and what to do."""


class NotYetKnown(Sentence):
    """Nobody said no: what was brought may be done, or may be done later.

    The same brought again, with its id, finds out; whoever takes this for a refusal is wrong.
    """
