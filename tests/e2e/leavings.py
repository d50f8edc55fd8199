"""What a visit leaves behind, in a shape in which two visits can be compared.

The visit's own id and the digests, each with a key of its own, are taken out, and moments are cut
to their day: what is left must not depend on what the machine went through. A calendar entry has
the number of its event, and how many events tell of letters that arrived is chance: entries are
numbered anew in their order.
"""

import email
import email.policy
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from register import documents, letters, log
from register.connection import Pool
from schemas.ids import VisitId

_STAMP = re.compile(r"(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_DTSTAMP = re.compile(r"(?m)^(DTSTAMP:\d{8})T\d{6}Z")
_NUMBER = re.compile(r"(?m)^SEQUENCE:(\d+)")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_VISIT = "VISIT"


@dataclass(frozen=True)
class Letter:
    """One letter as its recipient sees it."""

    key: str
    status: str
    to: str
    subject: str
    on: str
    parts: tuple[tuple[str, str | None, str | bytes], ...]
    """Type, file name and content of each part."""


@dataclass(frozen=True)
class Leavings:
    """All that a visit leaves."""

    letters: tuple[Letter, ...]
    documents: tuple[tuple[str, int, str], ...]
    """Kind, version and words."""
    events: tuple[tuple[int, str, str, Any], ...]
    """Sequence, type, day and fact."""


async def leavings(pool: Pool, visit: VisitId) -> Leavings:
    """Gather what the register has of a visit."""
    async with pool.acquire() as connection:
        rows = await letters.of_visit(connection, visit, words=True)
        kept = await documents.of_visit(connection, visit)
        logged = await log.read(connection, visit=visit)
    return Leavings(
        letters=numbered_anew([_letter(row, visit) for row in rows]),
        documents=tuple(sorted((str(d.kind), d.version, _page(d.body, visit)) for d in kept)),
        events=tuple(
            (
                entry.event.sequence,
                entry.event.type.value,
                f"{entry.event.at:%Y-%m-%d} by {entry.event.actor}",
                plain(entry.event.fact.model_dump(mode="json"), visit),
            )
            for entry in logged
        ),
    )


def numbered_anew(letters: Sequence[Letter]) -> tuple[Letter, ...]:
    """Letters with the entries of all calendars numbered from 1, in the order of their numbers."""
    texts = [text for letter in letters for *_, text in letter.parts if isinstance(text, str)]
    there_are = sorted({int(number) for text in texts for number in _NUMBER.findall(text)})
    anew = {number: place for place, number in enumerate(there_are, start=1)}

    def renumbered(content: str | bytes) -> str | bytes:
        if isinstance(content, bytes):
            return content
        return _NUMBER.sub(lambda found: f"SEQUENCE:{anew[int(found[1])]}", content)

    return tuple(
        replace(
            letter,
            parts=tuple((kind, name, renumbered(content)) for kind, name, content in letter.parts),
        )
        for letter in letters
    )


def filed(maildir: Path) -> dict[str, str]:
    """The files of a Maildir: name and SHA-256 of each, unfinished ones included."""
    files = [path for path in maildir.glob("*/*") if path.is_file()]
    names = [path.name for path in files]
    assert len(set(names)) == len(names), "one letter was filed twice"
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in files}


async def handed_over(pool: Pool, visit: VisitId) -> dict[str, str]:
    """What the register says of the same files."""
    async with pool.acquire() as connection:
        rows = await letters.of_visit(connection, visit, words=True)
    return {
        f"{row.order.key.replace('/', '.')}.eml": sha256(row.message).hexdigest()
        for row in rows
        if row.message is not None
    }


def _letter(row: letters.LetterRow, visit: VisitId) -> Letter:
    if row.message is None:
        return Letter(row.order.key.replace(visit, _VISIT), row.status.value, "", "", "", ())
    message = email.message_from_bytes(row.message, policy=email.policy.default)
    sent = datetime.strptime(message["Date"], "%a, %d %b %Y %H:%M:%S %z")
    return Letter(
        key=row.order.key.replace(visit, _VISIT),
        status=row.status.value,
        to=message["To"].replace(f"{visit}.", ""),
        subject=message["Subject"].replace(visit, _VISIT),
        on=f"{sent:%Y-%m-%d}",
        parts=tuple(_part(part, visit) for part in message.walk() if not part.is_multipart()),
    )


def _part(part: EmailMessage, visit: VisitId) -> tuple[str, str | None, str | bytes]:
    content = part.get_content()
    if isinstance(content, bytes) and content.startswith(b"%PDF"):
        content = _page(content, visit)
    elif isinstance(content, str):
        plain = content.replace(f"{visit}.", "").replace(visit, _VISIT)
        content = _DIGEST.sub("DIGEST", _DTSTAMP.sub(r"\1", plain))
    return part.get_content_type(), part.get_filename(), content


@lru_cache(maxsize=1000)
def _words(pdf: bytes) -> str:
    """Of one document, which each recipient has a copy of."""
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def _page(pdf: bytes, visit: VisitId) -> str:
    """The words of a document; letters' documents name their visit, which is taken out."""
    words = _words(pdf)
    return _DIGEST.sub("DIGEST", "".join(words.split()).replace(visit, _VISIT))


def plain(value: Any, visit: VisitId) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        parts = {name: plain(part, visit) for name, part in value.items()}
        return parts | {"programme": _VISIT} if "programme" in parts else parts
    if isinstance(value, list):
        return [plain(part, visit) for part in value]
    if isinstance(value, str):
        return _DIGEST.sub("DIGEST", _STAMP.sub(r"\1", value.replace(visit, _VISIT)))
    return value
