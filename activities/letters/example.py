"""A kind of letter as it could read, with made-up particulars, to see a wording before its use."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, NamedTuple

from activities.letters.frame import in_frame
from activities.letters.layout import lay_out
from activities.sender import Sender
from activities.wordings import Wording
from activities.wordings.placeholders import placeholders_of
from rules.letter_kinds import LETTERS
from rules.questions import ASKED
from schemas.values import LetterKind

_LINK = "https://www.example.gov.uk/a-link-of-the-readers-own"


class Example(NamedTuple):
    """A letter as it could read.

    Attributes:
        words: Which letter, and to whom.
        subject: Its subject.
        text: Its words.
    """

    words: str
    subject: str
    text: str


def examples_of(kind: LetterKind, wording: Wording, sender: Sender) -> Iterator[Example]:
    """A letter of a kind, and its copy for information where there are such copies."""
    letter = LETTERS[kind]
    asked = [{"words": ASKED[question].words, "link": _LINK} for question in letter.asks]
    given = example_variables(kind, sender)
    subject, text = in_frame(wording, given, asked)
    yield Example(letter.words, subject, lay_out(text))
    if letter.copies is not None:
        subject, text = in_frame(wording, {**given, "copy_only": True})
        yield Example(f"{letter.words}, for information only", subject, lay_out(text))


# `Any`: what templates are given.
def example_variables(kind: LetterKind, sender: Sender) -> Mapping[str, Any]:
    """Made-up particulars for a kind of letter; who writes is not made up."""
    examples = {name: one.example for name, one in placeholders_of(kind).items()}
    return {
        **examples,
        **asdict(sender.letterhead),
        "sender": sender.name,
        "sender_email": sender.email,
        "has_calendar": LETTERS[kind].entry is not None,
        "attached": (),
    }
