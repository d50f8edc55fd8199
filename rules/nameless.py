"""Ids say nothing of who somebody is: what looks personal, or is a name we know, is refused.

An id goes where names may not: into Temporal, events, logs. Its alphabet keeps sentences out, and
not names. Most ids are given by us; those that people make up are checked here.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache
from itertools import pairwise

from rules.refusals import RefusalCode, Refused
from schemas.personal import Person

_GIVEN_BY_US = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""A UUID, as a command draws for whoever gives no id of their own."""

_DIGITS = re.compile(r"[0-9](?:-?[0-9])+")
_TELEPHONE = re.compile(r"(?:0|(?:00)?440?)[1-9][0-9]{8,9}|7[0-9]{9}")
_ADDRESS = re.compile(
    r"-at-.+-(?:[a-z]{2,4})$"
    r"|-(?:gov|nhs|co|org|ac|sch)-uk$|-nhs-net$|-(?:com|net|org)$"
    r"|(?:^|-)(?:gmail|googlemail|hotmail|outlook|yahoo|icloud)(?:-|$)"
)

_ORDINARY_WORDS = """
    accountable admin allocations and area assessor assistant authority board borough care carer
    carers chair chief child children childrens city clerk commission commissioner complaints
    coordinator council county cqc deputy designated desk dfe director directors education england
    enquiries executive family for forum group head health hmi hospital hub info inspection
    inspections inspector integrated interim kent lead leader leaders leadership local mail manager
    medical member new nhs nominated note office officer ofsted parent parents partnership people
    person post programme quality regional safeguarding school secretary send senior service
    services shared social special study survey system team the trust unit visit visits young
"""
_ORDINARY = frozenset(_ORDINARY_WORDS.split())
"""What the name of an office or a mailbox is made of. An id may have these words, whoever bears
them, too."""

_SPELT = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "æ": "ae",
        "œ": "oe",
        "'": "",
        "\N{RIGHT SINGLE QUOTATION MARK}": "",
    }
)
"""Letters that are not another letter with a mark, and signs that part no word."""

_SHORTEST = 3  # letters; shorter words of a name are in too many ids
_JOINED = 5  # letters of a name that stand out where an initial is put before or behind them


def require_nameless(ids: Iterable[str], people: Iterable[Person] = ()) -> None:
    """Refuse an id that says who somebody is.

    Args:
        ids: Ids that people made up.
        people: Everybody known whose name they might have.

    Raises:
        Refused: One looks like a telephone number or an address, or has a name in it. The
            sentence repeats neither the id nor the name.
    """
    known = list(people)
    for made_up in ids:
        if found := looks_personal(made_up) or _whose(made_up, known):
            raise Refused(
                RefusalCode.ID,
                f"Nothing was recorded: an id that was given {found}. Ids go where no name may; "
                "choose one that says what somebody does, such as dcs or officer-2.",
            )


def names_somebody(text: str, people: Iterable[Person], ordinary: Collection[str] = ()) -> bool:
    """Whether a text of a few words has somebody's name or address in it.

    Args:
        text: Such as a label.
        people: Everybody known whose name it might have.
        ordinary: Words that are no sign of anybody by themselves, whoever bears them, in the
            letters that ids have.
    """
    as_id = "-".join(_words(text))
    return _whose(as_id, people, _ORDINARY.union(ordinary)) is not None


def looks_personal(made_up: str) -> str | None:
    """What an id looks like that nobody's may, or `None`: it is clear from the id alone."""
    text = made_up.casefold()
    if _GIVEN_BY_US.fullmatch(text):
        return None
    for digits in _DIGITS.findall(text):
        if _TELEPHONE.fullmatch(digits.replace("-", "")):
            return "looks like a telephone number"
    if _ADDRESS.search(text):
        return "looks like an e-mail address"
    return None


def _whose(
    made_up: str, people: Iterable[Person], ordinary: Collection[str] = _ORDINARY
) -> str | None:
    text = made_up.casefold()
    if _GIVEN_BY_US.fullmatch(text):
        return None
    parts = text.split("-")
    for person in people:
        local, _, domain = person.email.casefold().partition("@")
        if _joined(local) + _joined(domain) in _joined(text):
            return "has the address of somebody in this visit"
        name = _words(person.name)
        for one, other in pairwise(name):
            both = one + other
            if len(both) >= _JOINED and both in _joined(text) and {one, other} - _ORDINARY:
                return "has the name of somebody in this visit"
        for word in {*name, *_names_in_address(local)}.difference(ordinary):
            if len(word) >= _SHORTEST and any(_has(part, word) for part in parts):
                return "has the name of somebody in this visit"
    return None


def _names_in_address(local: str) -> list[str]:
    """What of an address may be a name: of `dcs@…` nothing, for mailboxes are called like that."""
    words = _words(local)
    return [word for word in words if len(words) > 1 and len(word) > _SHORTEST]


def _has(part: str, word: str) -> bool:
    """Whether a part of an id is a word of a name, alone or with an initial or a number to it."""
    if part.strip("0123456789") == word:
        return True
    rest = len(part) - len(word)
    return (
        len(word) >= _JOINED and 0 < rest <= 2 and (part.startswith(word) or part.endswith(word))  # noqa: PLR2004 - one initial or two
    )


@lru_cache(maxsize=1024)
def _words(text: str) -> tuple[str, ...]:
    """The words of a name in the letters that an id has: names are asked about with each id."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_SPELT))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return tuple(word for word in re.findall(r"[a-z0-9]+", letters) if not word.isdigit())


@lru_cache(maxsize=1024)
def _joined(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text)
