"""What a decision would do, as whoever looks before it is taken is told."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from pydantic import TypeAdapter

from desk.receipts import AnyReceipt
from schemas.ids import LetterKey
from schemas.personal import Person
from schemas.values import LetterKind


@dataclass(frozen=True)
class EventShown:
    """An event that would happen.

    Attributes:
        type: Of the event.
        words: What would happen.
        by_itself: Whether it would follow in the same moment without being decided.
    """

    type: str
    words: str
    by_itself: bool


@dataclass(frozen=True)
class LetterShown:
    """A letter that would go, as it would read.

    Attributes:
        key: Of the letter.
        kind: Why it would be written.
        copy_only: Whether it would go for information only.
        what: What kind of letter it is, in words.
        reader: Who it is to: name and address.
        role: Theirs, in words.
        not_before: When it would go, where that is not at once.
        replaces: Letters that wait now, and would not go because this one does.
        subject: Its subject.
        text: Its words.
        attachments: The names of what goes with it.
        trouble: A code of why it could not go so, e.g. `unusable-address`.
        message: The message itself; `None` where it cannot be written.
    """

    key: LetterKey
    kind: LetterKind
    copy_only: bool
    what: str
    reader: Person
    role: str
    not_before: datetime | None
    replaces: tuple[LetterKey, ...]
    subject: str = ""
    text: str = ""
    attachments: tuple[str, ...] = ()
    trouble: str | None = None
    message: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class ExampleShown:
    """A kind of letter as it would read from now on, with made-up particulars.

    Attributes:
        words: Which letter, and to whom.
        subject: Its subject.
        text: Its words.
    """

    words: str
    subject: str
    text: str


@dataclass(frozen=True)
class DateShown:
    """A date that would change.

    Attributes:
        words: What happens or is due then.
        before: When it is now; `None` where it would be new.
        after: When it would be; `None` where it would matter no more.
    """

    words: str
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True)
class Preview:
    """What a decision would do. Nothing of it is recorded anywhere.

    Attributes:
        subject: Of the process.
        events: What would happen, in order.
        sentences: What whoever decides may not expect.
        letters: That would be written, in order.
        kept_back: Letters that wait now and would not go, though no other takes their place.
        documents: The titles of PDFs that would be made.
        dates: That would change, the nearest first.
        asked: What a person would be asked to see to besides.
        settled: What nobody would be asked to see to any more.
        receipt: What the decision would be answered with.
        examples: Letters as they would read from now on, with made-up particulars.
    """

    subject: str
    events: tuple[EventShown, ...]
    sentences: tuple[str, ...]
    letters: tuple[LetterShown, ...]
    kept_back: tuple[LetterKey, ...]
    documents: tuple[str, ...]
    dates: tuple[DateShown, ...]
    asked: tuple[str, ...]
    settled: tuple[str, ...]
    receipt: AnyReceipt
    examples: tuple[ExampleShown, ...] = ()


def preview_as_json(preview: Preview) -> dict[str, Any]:
    """A preview as programs read it."""
    return {
        "preview": True,
        "subject": preview.subject,
        "events": [
            {"type": event.type, "words": event.words, "by_itself": event.by_itself}
            for event in preview.events
        ],
        "sentences": preview.sentences,
        "letters": [_letter_as_json(letter) for letter in preview.letters],
        "kept_back": preview.kept_back,
        "documents": preview.documents,
        "dates": [
            {"words": each.words, "before": _iso(each.before), "after": _iso(each.after)}
            for each in preview.dates
        ],
        "asked": preview.asked,
        "settled": preview.settled,
        "receipt": preview.receipt.model_dump(mode="json"),
        "examples": [asdict(example) for example in preview.examples],
    }


def _letter_as_json(letter: LetterShown) -> dict[str, Any]:
    reader = letter.reader
    return {
        "key": letter.key,
        "kind": letter.kind.value,
        "what": letter.what,
        "to": {
            "ref": reader.ref,
            "role": reader.role.value,
            "role_words": letter.role,
            "name": reader.name,
            "organisation": reader.organisation,
            "email": reader.email,
        },
        "copy_only": letter.copy_only,
        "not_before": _iso(letter.not_before),
        "replaces": letter.replaces,
        "subject": letter.subject,
        "text": letter.text,
        "attachments": letter.attachments,
        "trouble": letter.trouble,
    }


def preview_of_json(told: Mapping[str, Any]) -> Preview:
    """A preview that another system tells as `preview_as_json` does.

    Raises:
        ValidationError: It is none.
    """
    shown = {name: told[name] for name in told if name not in {"preview", "letters"}}
    letters = [_letter_of_json(letter) for letter in told["letters"]]
    return _PREVIEW.validate_python({**shown, "letters": letters})


def _letter_of_json(told: Mapping[str, Any]) -> dict[str, Any]:
    reader = dict(told["to"])
    role = reader.pop("role_words")
    # Only that it can be written is told, not as what.
    message = b"" if told["trouble"] is None else None
    shown = {name: value for name, value in told.items() if name != "to"}
    return {**shown, "reader": reader, "role": role, "message": message}


_PREVIEW: Final = TypeAdapter(Preview)


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
