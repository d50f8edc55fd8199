"""The summary note for people to read: comments beside its words, and who agreed to it."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from desk.topics import Topic
from desk.written import Record, Written
from rules.signatures import leaders_of, missing_signatures
from schemas.events.note import FactsDecided, NoteAgreed, NoteDrafted, NoteSigned, SharingDecided
from schemas.ids import ActorRef, PersonRef
from schemas.personal import NoteComments, SummaryNote


class NoteText(NamedTuple):
    """One version of the note, in words."""

    version: int
    at: datetime
    actor: ActorRef
    note: SummaryNote


class Comment(NamedTuple):
    """What was said about one section."""

    text: str
    at: datetime | None
    actor: ActorRef | None


class CommentedSection(NamedTuple):
    """One section of one version, with what was said about it."""

    number: int
    heading: str
    paragraphs: tuple[str, ...]
    comments: tuple[Comment, ...]


class CommentedVersion(NamedTuple):
    """One version of the note that was commented on."""

    version: int
    sections: tuple[CommentedSection, ...]


class Signature(NamedTuple):
    """A decision on one version that lets it be shared, or not.

    Attributes:
        version: Of the note.
        who: A leader who agreed, or who decided in their stead.
        words: What they did, e.g. `agreed`.
        at: When it was recorded.
        actor: By whom it was recorded.
    """

    version: int
    who: PersonRef | ActorRef
    words: str
    at: datetime
    actor: ActorRef


class Signatures(NamedTuple):
    """Who agreed to which version, and whose agreement to the latest one is missing."""

    signed: tuple[Signature, ...]
    missing: tuple[PersonRef, ...]


def note_texts(record: Record) -> list[NoteText]:
    """Every version of the note, in its words."""
    words = {written.version: written.body for written in record.about(Topic.NOTE)}
    found = []
    for event in record.events:
        fact = event.fact
        if isinstance(fact, NoteDrafted):
            note = words.get(fact.content.version)
            if isinstance(note, SummaryNote):
                found.append(NoteText(fact.version, event.at, event.actor, note))
    return found


def commented_versions(record: Record) -> list[CommentedVersion]:
    """The versions that were commented on; each section beside what was said about it."""
    said = [written for written in record.about(Topic.COMMENTS) if _of(written)]
    texts = {text.version: text.note for text in note_texts(record)}
    versions = sorted({body.version for written in said if (body := _of(written))})
    return [_commented(version, texts.get(version), said) for version in versions]


def _of(written: Written) -> NoteComments | None:
    return written.body if isinstance(written.body, NoteComments) else None


def _commented(version: int, note: SummaryNote | None, said: list[Written]) -> CommentedVersion:
    comments: dict[int, list[Comment]] = {}
    for written in said:
        body = _of(written)
        for comment in body.comments if body and body.version == version else ():
            given = Comment(comment.text, written.at, written.actor)
            comments.setdefault(comment.section, []).append(given)
    sections = dict(enumerate(note.sections, start=1)) if note else {}
    return CommentedVersion(
        version,
        tuple(
            CommentedSection(
                number,
                sections[number].heading if number in sections else "",
                sections[number].paragraphs if number in sections else (),
                tuple(comments.get(number, ())),
            )
            for number in sorted({*sections, *comments})
        ),
    )


def signatures(record: Record) -> Signatures:
    """Who signed the agreement to each version, and who has not yet."""
    return Signatures(tuple(_signatures(record)), missing_signatures(record.state))


def _signatures(record: Record) -> Iterator[Signature]:
    seen: set[tuple[int, PersonRef]] = set()
    for event in record.events:
        fact = event.fact
        match fact:
            case NoteSigned() | NoteAgreed():
                for ref in fact.leaders or leaders_of(record.state):
                    if (fact.version, ref) not in seen:
                        seen.add((fact.version, ref))
                        yield Signature(fact.version, ref, "agreed", event.at, event.actor)
            case FactsDecided():
                words = "decided that the facts stand"
                yield Signature(fact.version, event.actor, words, event.at, event.actor)
            case SharingDecided():
                words = f"decided that it is {'' if fact.share else 'not '}shared"
                yield Signature(fact.version, event.actor, words, event.at, event.actor)
            case _:
                pass
