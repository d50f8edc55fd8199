"""Names of things: every string that may pass through Temporal is one of these or an enum.

Each has a closed alphabet, so free text (a name, an address, a sentence) cannot be smuggled
into an id. `tests/test_privacy.py` walks every signature that crosses Temporal and fails on
any other string. A digit is written `[0-9]`: the usual shorthand takes those of every script.
"""

import re
from typing import Annotated

from pydantic import StringConstraints

_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"


ProgrammeId = Annotated[str, StringConstraints(pattern=rf"^{_SLUG}$", max_length=24)]
"""A programme of visits, e.g. `interim-2020`."""

AreaCode = Annotated[str, StringConstraints(pattern=r"^E[0-9]{8}$")]
"""A local authority's nine-character GSS code. Names and DfE codes recur, GSS codes do not."""

_VISIT = rf"{_SLUG}-e[0-9]{{8}}(?:-[0-9]+)?"
VisitId = Annotated[str, StringConstraints(pattern=rf"^{_VISIT}$", max_length=48)]
"""`<programme>-<area code in lower case>`; a deferred visit's successor adds `-2`."""

PersonRef = Annotated[str, StringConstraints(pattern=rf"^{_SLUG}$", max_length=40)]
"""An opaque reference to a person or mailbox whose particulars are in the register."""

ActorRef = Annotated[str, StringConstraints(pattern=rf"^{_SLUG}$", max_length=40)]
"""Who did it: an opaque user id, or `system` for what the engine did by itself."""

UpdateId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]
"""Names one decision once for all: whoever repeats it with the same id changes nothing."""

CaseRef = Annotated[str, StringConstraints(pattern=r"^case-[1-9][0-9]?$")]
"""A case study by its number on the area's anonymous list; never a child's initials."""

SlotId = Annotated[str, StringConstraints(pattern=rf"^{_SLUG}$", max_length=40)]
"""One meeting in the visit's timetable."""

FindingRef = Annotated[str, StringConstraints(pattern=r"^finding-[1-9][0-9]{0,5}$")]
"""One finding; its words are in the register."""

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A digest, in hexadecimal. Of words it is keyed: it cannot be worked out from a guess of them."""

CalendarVersion = Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]+$", max_length=40)]
"""Which edition of the bank holidays was used, e.g. `govuk-0.19`."""

LetterKey = Annotated[
    str,
    StringConstraints(
        pattern=rf"^{_SLUG}/[a-z_]+/[1-9][0-9]{{0,2}}/{_SLUG}(?:\.[1-9][0-9]{{0,2}})?$",
        max_length=128,
    ),
]
"""`visit/kind/round/recipient`: the business key under which a letter exists once. A later copy, to
a corrected address or to somebody who came back, has its number behind the recipient: `dcs.2`."""

NoteSubject = Annotated[
    str, StringConstraints(pattern=rf"^{_SLUG}-e[0-9]{{8}}(?:-[0-9]+)?/note$", max_length=64)
]
"""`<visit>/note`: the stream of who read the visit's note."""

SchoolUrn = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
"""A school's unique reference number, which is public."""

SYSTEM: ActorRef = "system"


def is_like_a_visit(name: str) -> bool:
    """Whether a visit could be called so."""
    return re.fullmatch(_VISIT, name) is not None


def visit_id(programme: ProgrammeId, area: AreaCode) -> VisitId:
    """The workflow id, the event subject and the register key of an area's visit."""
    return f"{programme}-{area.lower()}"


def successor_of(visit: VisitId) -> VisitId:
    """The id of the visit that takes a deferred one's place: `-2` is added, then `-3`."""
    stem, _, number = visit.rpartition("-")
    # An area's code begins with a letter, so what is all digits is the number of a successor.
    return f"{stem}-{int(number) + 1}" if number.isdecimal() else f"{visit}-2"


def letter_key(
    visit: VisitId, kind: str, letter_round: int, recipient: PersonRef, copy_number: int = 1
) -> LetterKey:
    """The key of one letter of one round to one recipient; a later copy tells its number."""
    again = f".{copy_number}" if copy_number > 1 else ""
    return f"{visit}/{kind}/{letter_round}/{recipient}{again}"


def note_subject(visit: VisitId) -> NoteSubject:
    """The stream of the accesses to a visit's note."""
    return f"{visit}/note"


def round_of(key: LetterKey) -> int:
    """The round a letter was written in."""
    return int(key.split("/")[2])


def recipient_of(key: LetterKey) -> PersonRef:
    """Whom a letter was written to."""
    return key.split("/")[3].partition(".")[0]


def copy_of(key: LetterKey) -> int:
    """Which copy of it a letter is, from 1."""
    return int(key.split("/")[3].partition(".")[2] or 1)
