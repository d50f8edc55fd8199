"""Every placeholder that a wording may have: what it stands for, in which letters, and how sure.

A test holds all of it to what letters are given (`activities.letters.template_variables`) and to
what the standard wordings say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from activities.wording import AUDIENCES, DEPARTMENTS, MODES, list_words
from rules.letter_kinds import LETTERS
from rules.letters import Needed
from schemas.values import LetterKind as K
from schemas.values import Outcome


class Shape(Enum):
    """What can be done with a placeholder."""

    TEXT = auto()
    """Shown."""
    NUMBER = auto()
    """Shown, and compared with numbers."""
    CHOICE = auto()
    """Shown, and compared with the words that it can be."""
    FLAG = auto()
    """Asked with `if`; it shows nothing."""
    LIST = auto()
    """Gone through with `for`; each entry has parts, which are shown."""


@dataclass(frozen=True)
class Placeholder:
    """One placeholder.

    Attributes:
        words: What it stands for, or of a flag when it holds.
        example: As it could read; of a list its entries.
        shape: What can be done with it.
        choices: All that it can be, where they are few.
        only: The letters that have it; all where none is named.
        sometimes: The letters among them in which it may be missing, so that it stands within
            `{% if … is defined %}`.
        with_flag: A flag with which it is never missing.
        personal: Whether it names a person, and has no place in a subject.
    """

    words: str
    example: str | int | bool | tuple[Mapping[str, str], ...]
    shape: Shape = Shape.TEXT
    choices: tuple[str, ...] = ()
    only: frozenset[K] = frozenset(K)
    sometimes: frozenset[K] = frozenset()
    with_flag: str | None = None
    personal: bool = False


_ALL: Final = frozenset(K)
_MISTAKEN: Final = frozenset({K.REOPENED, K.ACCEPTANCE_CORRECTED})
_OF_THE_NOTE: Final = frozenset(
    {
        K.DRAFT_NOTE,
        K.FACTS_DECIDED,
        K.SHARING_DECIDED,
        K.SHARED_NOTE,
        K.RECEIPT_REMINDER,
        K.NOTE_RECALLED,
    }
)
_VOIDING: Final = frozenset({K.CASE_WITHDRAWN, K.TEAM_CORRECTED})
_REPLACING: Final = frozenset({K.CONFIRMATION, K.TIMETABLE})
_ARRANGING: Final = frozenset({K.CONFIRMATION})
_AFTER_THE_DAYS: Final = frozenset({K.SHARED_NOTE, K.TEAM_CORRECTED})
_RECEIPT: Final = frozenset({K.SHARED_NOTE, K.RECEIPT_REMINDER})
_DECLINING: Final = (
    "To decline, reply to this email or telephone 01632 960001, and say that your area will not "
    "take part. You do not need to give a reason. You can also withdraw later, at any time, in "
    "the same way."
)
_NO_GRADE: Final = (
    "how children and young people with special educational needs and/or disabilities (SEND) "
    "and their families have fared, and what the people who work with them have learnt"
)


def _flag(words: str, only: frozenset[K] = _ALL, *, example: bool = False) -> Placeholder:
    return Placeholder(words, example, Shape.FLAG, only=only)


PLACEHOLDERS: Final[Mapping[str, Placeholder]] = {
    # --- Whom and what it is about ---
    "area": Placeholder("the area that is visited", "Testshire"),
    "visit_id": Placeholder("the reference of the visit", "autumn-e10000099"),
    "recipient": Placeholder("who the letter is to", "Amina Okonkwo-Bell", personal=True),
    "organisation": Placeholder("the organisation of whoever it is to", "Testshire Council"),
    "written": Placeholder("the day of the letter", "Monday 7 September 2026"),
    "marking": Placeholder("how the letter is to be handled", "OFFICIAL"),
    "copy_only": _flag("the reader has the letter for information only"),
    "again": _flag("the reader was sent such a letter before"),
    "changed": Placeholder(
        "what has changed since the letter before; missing where nothing has",
        "the days (before: Monday 5 October 2026 and Tuesday 6 October 2026), and the inspectors",
        only=_REPLACING,
        sometimes=_REPLACING,
    ),
    "has_calendar": _flag("an entry for the calendar goes with it, or takes one back"),
    "for_inspector": _flag("the reader is an inspector, and not of the area"),
    # --- Who writes ---
    "sender": Placeholder("whom the letter comes from", "Area SEND visits"),
    "sender_email": Placeholder("the address to write to", "area-send-visits@example.gov.uk"),
    "signatory": Placeholder("who signs", "Jordan Example", personal=True),
    "post": Placeholder("the post of whoever signs", "Head of area SEND visits"),
    "telephone": Placeholder("where to call", "01632 960001"),
    "postal_address": Placeholder("where to write by post", "1 Example Street, ZZ99 3WZ"),
    "purpose": Placeholder("goes on from “We want to learn”", _NO_GRADE),
    "legal_basis": Placeholder("under which law visits are made, as a sentence", "By an Act."),
    "privacy_notice": Placeholder(
        "the page on personal data", "https://www.example.gov.uk/privacy"
    ),
    "complaints": Placeholder("the page on complaints", "https://www.example.gov.uk/complaints"),
    # --- The days, and the reply ---
    "day_one": Placeholder("the first day", "Monday 5 October 2026"),
    "day_two": Placeholder("the second day", "Tuesday 6 October 2026"),
    "day_starts": Placeholder("when the first day begins", "9am"),
    "mode": Placeholder(
        "how the visit is held",
        MODES[next(iter(MODES))].lower(),
        Shape.CHOICE,
        choices=tuple(words.lower() for words in MODES.values()),
        sometimes=_ALL - {K.CONFIRMATION, K.TIMETABLE},
    ),
    "begun": _flag("the visit has begun"),
    "was_paused": _flag("the visit was paused, and has gone on since", _AFTER_THE_DAYS),
    "reply_by": Placeholder(
        "until when to reply",
        "5pm on Monday 14 September 2026",
        only=_ALL - _OF_THE_NOTE,
        sometimes=_ALL - {K.REMINDER, K.REPLY_EXTENDED},
    ),
    "reply_days": Placeholder("in how many working days to reply", "five"),
    "how_to_decline": Placeholder("how an area declines, and withdraws", _DECLINING),
    "awaits_reply": _flag("the area has not replied"),
    "accepted": _flag("the area had accepted, or accepts after all", _MISTAKEN, example=True),
    "replied": _flag("the area's reply is known now", _MISTAKEN),
    "wrong_end": Placeholder(
        "how the visit had ended by mistake",
        "no_reply",
        Shape.CHOICE,
        choices=("", *(outcome.value for outcome in Outcome)),
        only=frozenset({K.REOPENED}),
    ),
    "stands_still": _flag("the visit is paused", _MISTAKEN | {K.TIMETABLE}),
    # --- Preparing it ---
    "team": Placeholder(
        "the inspectors; none before they are confirmed",
        (
            {"name": "Ruth Hargreaves", "role": "Ofsted inspector (HMI), education"},
            {"name": "Devan Pillai", "role": "Ofsted inspector (HMI), social care"},
        ),
        Shape.LIST,
        sometimes=_ALL - {K.CONFIRMATION, K.TIMETABLE, K.TEAM_CORRECTED},
        personal=True,
    ),
    "officer_named": _flag("the area has named an officer", frozenset({K.INVITATION})),
    "officer_late": _flag("the time to name an officer is over", frozenset({K.INVITATION})),
    "arrangements_late": _flag("the time to confirm the days is over", frozenset({K.INVITATION})),
    "timetable_late": _flag("the time to agree the timetable is over", _ARRANGING),
    "links_sent": _flag("the links to the surveys were handed over", _ARRANGING),
    "surveys_over": _flag("the surveys are closed, or were never opened in time", _ARRANGING),
    "cases_chosen": _flag("the case studies are chosen", _ARRANGING),
    "officer_by": Placeholder("until when to name an officer", "5pm on Friday 18 September 2026"),
    "arrangements_by": Placeholder("until when days and team are confirmed", "21 September 2026"),
    "timetable_by": Placeholder("until when the timetable is agreed", "5pm on 1 October 2026"),
    "survey_opens": Placeholder("when the surveys open", "9am on Monday 21 September 2026"),
    "survey_closes": Placeholder("when the surveys close", "5pm on Monday 5 October 2026"),
    "surveys_are_open": _flag("the surveys are open"),
    "surveys_run": _flag("the surveys were handed over and are not closed"),
    "audiences": Placeholder("whom the surveys are for", list_words(list(AUDIENCES.values()))),
    "surveys": Placeholder(
        "the surveys",
        (
            {"audience": "parents and carers", "link": "https://surveys.example/parents"},
            {"audience": "practitioners", "link": "https://surveys.example/practitioners"},
        ),
        Shape.LIST,
        only=frozenset({K.SURVEY_LINKS}),
        personal=True,
    ),
    "cases_fixed": _flag("there are as many case studies at least as at most", _ARRANGING),
    "cases_at_least": Placeholder("how many case studies at least", "four"),
    "cases_at_most": Placeholder("how many case studies at most", "six"),
    # --- The note ---
    "draft_by": Placeholder("until when the draft of the note is sent", "Friday 16 October 2026"),
    "agreement_by": Placeholder("until when the note is checked", "5pm on 23 October 2026"),
    "comment_rounds": Placeholder("how many rounds of comments there are", "two"),
    "one_round": _flag(
        "there is one round of comments", frozenset({K.DRAFT_NOTE, K.FACTS_DECIDED, K.SHARED_NOTE})
    ),
    "comments_over": _flag("the note takes comments no more", frozenset({K.DRAFT_NOTE})),
    "agreement_late": _flag("the time to check the note is over", frozenset({K.DRAFT_NOTE})),
    "departments": Placeholder("whom the note goes to", list_words(list(DEPARTMENTS.values()))),
    "note_version": Placeholder(
        "the version of the note",
        1,
        Shape.NUMBER,
        only=_OF_THE_NOTE | _VOIDING,
        sometimes=_VOIDING,
        with_flag="note_is_void",
    ),
    "note_digest": Placeholder(
        "the digest of that version",
        "0123456789abcdef" * 4,
        only=_OF_THE_NOTE | _VOIDING,
        sometimes=_VOIDING,
        with_flag="note_is_void",
    ),
    "editable_copy": _flag("a copy to edit is attached", frozenset({K.DRAFT_NOTE})),
    "agreed_by_leaders": _flag("all of the area's leaders agreed", _RECEIPT, example=True),
    "may_be_shared": _flag("the note may be shared", frozenset({K.SHARING_DECIDED}), example=True),
    "note_is_void": _flag(
        "the note is void, as a case was taken out or who visited was put right",
        _VOIDING | {K.NOTE_RECALLED},
    ),
    "withdrawn_case": Placeholder(
        "the number of the case that is taken out", "5", only=frozenset({K.CASE_WITHDRAWN})
    ),
    "acknowledge_by": Placeholder(
        "until when to confirm the receipt",
        "5pm on Monday 2 November 2026",
        only=_RECEIPT,
        sometimes=_RECEIPT,
    ),
    # --- Other days ---
    "pause_until": Placeholder(
        "until when the visit can go on", "5pm on 12 October 2026", only=frozenset({K.PAUSE})
    ),
    "resumed_on": Placeholder(
        "the day on which the visit goes on",
        "Thursday 8 October 2026",
        only=frozenset({K.RESUMPTION}),
    ),
    "ends_that_day": _flag("it ends on the day on which it goes on", frozenset({K.RESUMPTION})),
    "decision_by": Placeholder(
        "until when it is decided", "5pm on 21 September 2026", only=frozenset({K.DEFERRAL_NOTED})
    ),
    "deferred_to": Placeholder(
        "the first of the later days",
        "Monday 9 November 2026",
        only=frozenset({K.DEFERRAL_GRANTED}),
    ),
    "successor": Placeholder(
        "the reference of the visit on the later days",
        "autumn-e10000099-2",
        only=frozenset({K.DEFERRAL_GRANTED}),
    ),
}
"""What each placeholder stands for, in the order in which people are told them."""


def placeholders_of(kind: K) -> dict[str, Placeholder]:
    """Those that a letter of a kind may have."""
    return {name: one for name, one in PLACEHOLDERS.items() if kind in one.only}


def needed_in(kind: K) -> tuple[Needed, ...]:
    """What a letter of a kind cannot do without; the frame around its words has the rest.

    The marking, the reference, the date, the place of personal links, what is attached, who signs,
    the law, and how to complain stand around the words of every letter, and no wording has them.
    """
    return (Needed("area"), *LETTERS[kind].needs)
