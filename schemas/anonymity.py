"""Names that a report must not have, where they were found, and what the gate says of it."""

from enum import StrEnum

from schemas.base import Model
from schemas.ids import AreaCode
from schemas.personal import Personal


class NameKind(StrEnum):
    """Whose name it is."""

    AREA = "area"
    PERSON = "person"
    SCHOOL = "school"
    TRUST = "trust"
    PLACE = "place"


class Name(Personal):
    """A name that gives somebody away.

    Attributes:
        text: As it is written where it comes from.
        kind: Whose it is.
        area: The code of the area, for an area's name; only such a name can be agreed to.
        source: Where it comes from, e.g. `frame`, `register`, `list`.
    """

    text: str
    kind: NameKind
    area: AreaCode | None = None
    source: str = ""


class Ruling(StrEnum):
    """What becomes of a mention."""

    NAMED = "named"
    """It is refused."""
    ASK = "ask"
    """A person says whether it is the ordinary word; until then it is refused."""
    ASK_ONCE = "ask-once"
    """The same of a word in small letters: one answer holds wherever it is written so."""


class Why(StrEnum):
    """How a mention was recognised."""

    EXACT = "exact"
    """Letter by letter, disregarding accents, signs, spaces and look-alikes."""
    NEAR = "near"
    """But for one letter, or two in long names."""
    WITHIN = "within"
    """As a part of a longer word."""


class NameFound(Personal):
    """A mention of a name in a text.

    Attributes:
        place: Which text.
        start: Offset of its first character in that text.
        end: Offset behind its last.
        spelled: As it stands there.
        sentence: In which it stands.
        name: The name that it gives away, the longest where there are several.
        why: How it was recognised.
        ruling: Whether it is refused or asked about.
    """

    place: str
    start: int
    end: int
    spelled: str
    sentence: str
    name: Name
    why: Why
    ruling: Ruling


class Failure(Model):
    """Why something cannot be published.

    Attributes:
        place: Where it stands in the report.
        rule: A stable code, e.g. `named`.
        sentence: What it is, and what would mend it.
    """

    place: str
    rule: str
    sentence: str
