"""Survey results hold labels and nobody's own words: what does not read like a label is refused.

A survey's fixed answers are short and few. What a respondent typed is long, ends like a sentence,
names somebody, or is different each time; it may tell of a child, and nobody agreed to keep it
here (domain brief, section 2, Surveys: no identifying questions).
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from rules.nameless import names_somebody
from rules.refusals import RefusalCode, Refused
from schemas.personal import Person, SurveyRow
from schemas.values import SurveyAudience

MOST_WORDS: Final = 8
LONGEST_ANSWER: Final = 60
"""Characters."""

LONGEST_QUESTION: Final = 120
"""Characters; a question is written by whoever made the survey, so it may be a whole one."""

MOST_ANSWERS: Final = 99
"""Different answers to one question: nobody chooses from as many as a hundred."""

_ADDRESS = re.compile(
    r"\S@\S"
    r"|\b[a-z]{1,2}[0-9][0-9a-z]?\s*[0-9][a-z]{2}\b"
    r"|\b[0-9]+[a-z]?,?(?:\s+\w+){1,2}\s+(?:avenue|crescent|drive|lane|road|street)\b",
    re.IGNORECASE,
)
"""An e-mail address, a postcode, or a house in a street."""
_LINK = re.compile(
    r"://|\bwww\.|\b[a-z0-9-]+\.(?:com|net|org|info|uk|co|gov|nhs|school)\b", re.IGNORECASE
)
_TELEPHONE = re.compile(r"(?:\+|\b0)[0-9](?:[\s().-]*[0-9]){8,}|\b7[0-9](?:[\s.-]*[0-9]){8}\b")
_OWN_NUMBER = re.compile(
    r"\b[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}\b|\b[A-Z][0-9]{11}[0-9A-Z]\b"
    r"|\b[A-Z]{2} ?(?:[0-9]{2} ?){3}[A-D]\b"
)
"""A number that one person has: of the NHS, of a pupil (UPN), of national insurance."""
_SENTENCE = re.compile(r"[.!?;](?:\s|$)")
_SOMEBODY = re.compile(r"\b(?:he|she|him|her|hers|his|son|daughter|i'm|i've|i'd)\b", re.IGNORECASE)
"""Words that tell of one person, as answers to choose from do not."""

_ORDINARY_ANSWERS = """
    about again all almost always any best better clear cross day down early easy enough ever every
    fair few full good grace great half hard here high hope just kind know large late less little
    long low many may more most much never new none not now often old once only open over page poor
    quick rather right said same short small some soon still strong sure time true under very way
    week well when will with worse worst year yes
"""
_OF_ANSWERS = frozenset(_ORDINARY_ANSWERS.split())
"""What answers are made of; that they are somebody's name, too, says nothing by itself."""


def require_labels(
    rows: Sequence[SurveyRow],
    audiences: Collection[SurveyAudience],
    people: Iterable[Person],
) -> None:
    """Refuse results of which a line is not a label, or whose survey there was not.

    Args:
        rows: As in the file below its heading, so that the first is line 2.
        audiences: Whose surveys there were.
        people: Everybody whose name might be in an answer.

    Raises:
        Refused: The sentence names the line and what would mend it; it repeats none of the words.
    """
    known = list(people)
    first: dict[tuple[SurveyAudience, str, str], int] = {}
    different: dict[tuple[SurveyAudience, str], set[str]] = defaultdict(set)
    for line, row in enumerate(rows, start=2):
        if row.audience not in audiences:
            there = " and ".join(a.replace("_", " ") for a in audiences)
            _refuse(
                line,
                f"there was no survey for {row.audience.replace('_', ' ')}; those of this visit "
                f"were for {there}",
            )
        if why := _no_question(row.question, known):
            _refuse(line, f"its question {why}; give the question a short label of its own")
        if why := _no_answer(row.answer, known):
            _refuse(
                line,
                f"its answer {why}, and people's own words are not kept; give only answers that "
                "could be chosen, a few words each",
            )
        same = (row.audience, row.question.casefold(), row.answer.casefold())
        if same in first:
            _refuse(
                line,
                f"it has the same audience, question and answer as line {first[same]}; give each "
                "answer one line with its count",
            )
        first[same] = line
        answers = different[same[:2]]
        answers.add(same[2])
        if len(answers) > MOST_ANSWERS:
            _refuse(
                line,
                f"it is the {len(answers)}th different answer to one question, which people must "
                "have written themselves; leave that question out",
            )


def questions_in(rows: Iterable[SurveyRow]) -> int:
    """How many questions there are, those of each audience counted apart."""
    return len({(row.audience, row.question) for row in rows})


def _no_question(text: str, people: Iterable[Person]) -> str | None:
    if len(text) > LONGEST_QUESTION:
        return f"has more than {LONGEST_QUESTION} characters"
    return _tells(text, people)


def _no_answer(text: str, people: Iterable[Person]) -> str | None:
    """Why an answer is not one of those that could be chosen, or `None` where it may be."""
    if found := _tells(text, people):
        return found
    if len(text) > LONGEST_ANSWER:
        return f"has more than {LONGEST_ANSWER} characters"
    if len(text.split()) > MOST_WORDS:
        return f"has more than {MOST_WORDS} words"
    if _SENTENCE.search(text):
        return "stops like a sentence"
    if _SOMEBODY.search(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")):
        return "tells of one person"
    return None


def leads_to(text: str) -> str | None:
    """By what in a text somebody is found or reached, such as a postcode; `None` for nothing."""
    plain = unicodedata.normalize("NFKC", text)
    if _ADDRESS.search(plain):
        return "an address"
    if _LINK.search(plain):
        return "a link"
    if _TELEPHONE.search(plain):
        return "a telephone number"
    return "a number of one person" if _OWN_NUMBER.search(plain) else None


def _tells(text: str, people: Iterable[Person]) -> str | None:
    if "\n" in text:
        return "has a line break"
    if where := leads_to(text):
        return f"has {where}"
    if names_somebody(text, people, _OF_ANSWERS):
        return "has the name of somebody in this visit"
    return None


def _refuse(line: int, why: str) -> None:
    raise Refused(
        RefusalCode.SURVEY, f"The survey results were not recorded: in line {line}, {why}."
    )
