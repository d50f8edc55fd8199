"""What is told of a visit's course as programs read it: the same by command and over HTTP."""

from desk.letter_notes import NoteTold
from desk.letters import SentLetter
from desk.links import ListedLink
from desk.note_readings import commented_versions, note_texts, signatures
from desk.timeline import TimelineEntry
from desk.topics import Topic
from desk.written import Record, Written
from register.area_names import visited_area
from register.documents import DocumentRow
from register.inbox import Kept
from register.letter_list import ListedLetter
from register.related import Related
from schemas.base import Model


def entry_as_json(line: TimelineEntry) -> dict[str, object]:
    """An entry of a timeline."""
    return {
        "at": line.at.isoformat(),
        "stage": line.stage.value,
        "words": line.words,
        "next_action": line.next_action.model_dump(mode="json"),
        "actor": line.actor,
        "reason": line.reason,
    }


def letter_as_json(letter: ListedLetter) -> dict[str, object]:
    """What is known of a letter."""
    order, reader = letter.order, letter.reader
    return {
        "key": order.key,
        "visit_id": order.visit_id,
        "area": letter.area,
        "kind": order.kind.value,
        "recipient": order.recipient,
        "name": reader.name if reader else None,
        "role": reader.role.value if reader else None,
        "status": letter.status.value,
        "failure": letter.failure,
        "filed_at": letter.filed_at.isoformat(),
        "sent_at": letter.sent_at.isoformat() if letter.sent_at else None,
        "settled_at": letter.settled_at.isoformat() if letter.settled_at else None,
        "next_attempt_at": letter.next_attempt_at.isoformat() if letter.next_attempt_at else None,
        "late": letter.late,
        "wording": wording_as_json(letter),
    }


def wording_as_json(letter: ListedLetter) -> dict[str, object]:
    """By which wording a letter is written: a version of its programme's own, or the standard."""
    own = letter.order.wording
    return {
        "own_version": own.version if own else None,
        "standard": own is None or letter.in_standard_words,
    }


def link_as_json(listed: ListedLink) -> dict[str, object]:
    """A personal link, without what opens it."""
    return {
        **listed.link.model_dump(mode="json"),
        "name": listed.person.name if listed.person else None,
        "live": listed.live,
    }


def letter_words_as_json(sent: SentLetter | None) -> dict[str, object]:
    """A letter as it was sent."""
    if sent is None:
        return {"headers": None, "text": None, "attachments": []}
    return {
        "headers": sent.headers,
        "text": sent.text,
        "attachments": [attachment._asdict() for attachment in sent.attachments],
    }


def letter_note_as_json(note: NoteTold) -> dict[str, object]:
    """A note of a coordinator's own, and the letters that it stands in."""
    return {**note._asdict(), "added_at": note.added_at.isoformat()}


def document_as_json(row: DocumentRow) -> dict[str, object]:
    """What is known of a document."""
    return {
        "kind": row.kind.value,
        "version": row.version,
        "title": row.title,
        "marking": row.marking.value,
        "sha256": row.sha256,
        "bytes": len(row.body),
    }


def related_as_json(related: Related) -> dict[str, object]:
    """A process beside a visit."""
    kind, state = related
    return {
        **state.model_dump(mode="json"),
        "area_name": visited_area(state.visit_id),
        "owner": kind.owner(state).value,
    }


def written_as_json(record: Record, topic: Topic) -> object:
    """What there is to read of a topic, for programs."""
    match topic:
        case Topic.CONTACTS:
            return [
                {**k.person.model_dump(mode="json"), "number": k.number, "stands": k.stands}
                for k in record.people
            ]
        case Topic.NOTE:
            return [_plain(text) for text in note_texts(record)]
        case Topic.COMMENTS:
            return [_plain(version) for version in commented_versions(record)]
        case Topic.AGREEMENT:
            return _plain(signatures(record))
        case _:
            return [_piece_as_json(written) for written in record.about(topic)]


def _piece_as_json(written: Written) -> object:
    return {
        **written._asdict(),
        "at": written.at.isoformat() if written.at else None,
        "body": written.body.model_dump(mode="json"),
    }


def _plain(value: object) -> object:
    """A reading as JSON can hold it."""
    match value:
        case Model():
            return value.model_dump(mode="json")
        case tuple() if hasattr(value, "_asdict"):
            return {name: _plain(inner) for name, inner in value._asdict().items()}
        case tuple():
            return [_plain(inner) for inner in value]
        case _ if hasattr(value, "isoformat"):
            return value.isoformat()
        case _:
            return value


def kept_as_json(kept: Kept) -> dict[str, object]:
    """A decision that waits for Temporal, or was refused when it came to it."""
    return {
        "subject": kept.subject,
        "area_name": visited_area(kept.subject),
        "update_id": kept.update_id,
        "name": kept.name,
        "actor": kept.actor,
        "brought_at": kept.brought_at.isoformat(),
        "refusal": kept.refusal.value if kept.refusal else None,
        "sentence": kept.sentence,
    }
