"""Ids have closed alphabets: no name, address or sentence passes for one."""

import sys
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain
from string import ascii_letters, digits
from typing import Annotated, Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from schemas import ids
from schemas.areas import DfeCode
from schemas.ids import letter_key, recipient_of, round_of, visit_id
from schemas.letters import LetterOrder
from schemas.values import LetterKind

EXAMPLES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "ProgrammeId": (ids.ProgrammeId, ("interim", "interim-2020")),
    "AreaCode": (ids.AreaCode, ("E10000016", "E06000063")),
    "VisitId": (ids.VisitId, ("interim-e10000016", "interim-2020-e10000016-2")),
    "PersonRef": (ids.PersonRef, ("dcs", "health-1", "0f3a9c")),
    "ActorRef": (ids.ActorRef, ("system", "coordinator-7")),
    "UpdateId": (ids.UpdateId, ("step-1", "0F3a9c")),
    "SchoolUrn": (ids.SchoolUrn, ("100000", "987654")),
    "CaseRef": (ids.CaseRef, ("case-1", "case-99")),
    "SlotId": (ids.SlotId, ("leaders-opening", "study-1")),
    "FindingRef": (ids.FindingRef, ("finding-1", "finding-999")),
    "Digest": (ids.Digest, ("0" * 64, "0123456789abcdef" * 4)),
    "CalendarVersion": (ids.CalendarVersion, ("govuk-0.19",)),
    "LetterKey": (ids.LetterKey, ("interim-e10000016/shared_note/12/nhs-england",)),
    "NoteSubject": (ids.NoteSubject, ("interim-e10000016/note", "interim-e10000016-2/note")),
    "DfeCode": (DfeCode, ("886",)),
}
ALPHABET = frozenset("-_./" + ascii_letters + digits)
CHARACTERS = ALPHABET.union(
    map(chr, range(0x250)),
    (chr(code) for code in range(sys.maxunicode + 1) if unicodedata.decimal(chr(code), None) == 1),
)
FREE_TEXT = (
    "",
    " ",
    "Amara Okafor",
    "amara.okafor@kent.example.gov.uk",
    "the family is ill",
    "dcs\n",
    "\tdcs",
    "dcs amara",
    "zoë",
    "E1000001٦",  # an Arabic digit at the end
    "case-٣",
    "case-01",  # the same case under another name
    "case-0",
    "x" * 129,
    "<b>",
    "interim-e10000016/invitation/01/dcs",  # the same letter under another key
    "interim-e10000016/invitation/0/dcs",
    "interim-e10000016/invitation/1/the director",
    "interim-e10000016/invitation/99999/dcs",
    "../../etc/passwd",
)


def test_every_id_of_the_language_is_looked_at() -> None:
    defined = {
        name
        for name, value in vars(ids).items()
        if type(value) is type(Annotated[str, ""]) and not name.startswith("_")
    }
    assert defined | {"DfeCode"} == set(EXAMPLES)


def passing(name: str, texts: Iterable[str]) -> set[str]:
    """Which of the texts pass for an id of that kind."""
    adapter = TypeAdapter(EXAMPLES[name][0])
    return {text for text in texts if adapter.validator.isinstance_python(text)}


def test_an_id_is_taken_as_it_is_written() -> None:
    missed = {name: set(given) - passing(name, given) for name, (_, given) in EXAMPLES.items()}

    assert {name: texts for name, texts in missed.items() if texts} == {}
    for kind, examples in EXAMPLES.values():
        assert tuple(map(TypeAdapter(kind).validate_python, examples)) == examples


def test_free_text_is_no_id() -> None:
    """But a slug is a slug: what makes no case may well make a person's reference."""
    slugs = ("ProgrammeId", "PersonRef", "ActorRef", "SlotId", "UpdateId", "CalendarVersion")
    found = {name: passing(name, FREE_TEXT) for name in EXAMPLES}

    assert {name: texts for name, texts in found.items() if texts} == {
        slug: {"case-01", "case-0"} for slug in slugs
    }


def test_whatever_passes_is_in_the_alphabet() -> None:
    """Asked of every text that differs from an example by one character."""
    found = {
        name: passing(name, chain.from_iterable(map(nearly, examples)))
        for name, (_, examples) in EXAMPLES.items()
    }

    assert [name for name, texts in found.items() if len(texts) <= len(EXAMPLES[name][1])] == []
    assert [
        (name, text) for name, texts in found.items() for text in texts if set(text) - ALPHABET
    ] == []


def nearly(example: str) -> Iterator[str]:
    """A text with another character in one place, or with one character more.

    Every script's digit one is among the characters: patterns that were written for our digits
    take it easily.
    """
    for character in CHARACTERS:
        for place in range(len(example) + 1):
            yield example[:place] + character + example[place + 1 :]
            yield example[:place] + character + example[place:]


def test_a_visits_id_is_its_programme_and_its_area() -> None:
    assert visit_id("interim", "E10000016") == "interim-e10000016"
    assert TypeAdapter(ids.VisitId).validate_python(visit_id("interim-2020", "E06000063"))


@given(
    kind=st.sampled_from(LetterKind),
    number=st.integers(1, 999),
    recipient=st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,2}", fullmatch=True),
)
def test_every_letters_key_is_a_key_and_can_be_taken_apart(
    kind: LetterKind, number: int, recipient: str
) -> None:
    order = LetterOrder(
        visit_id="interim-e10000016", kind=kind, round=number, recipient=recipient, sequence=1
    )

    assert TypeAdapter(ids.LetterKey).validate_python(order.key) == order.key
    assert order.key == letter_key("interim-e10000016", kind, number, recipient)
    assert (round_of(order.key), recipient_of(order.key)) == (number, recipient)
