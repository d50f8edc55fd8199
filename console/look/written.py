"""Lays out what was written for a visit, topic by topic."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from console.terminal.output import table
from desk.named_people import named_in_comments
from desk.note_readings import (
    Comment,
    commented_versions,
    note_texts,
    signatures,
)
from desk.topics import Topic
from desk.wording import NONE, plain
from desk.written import Record, Written
from rules.wording import PERSON_ROLE_WORDS, moment
from schemas.personal import (
    CaseContexts,
    FindingTexts,
    LetterNoteText,
    Personal,
    Reason,
    SurveyLinks,
    SurveyResults,
    TimetableDetails,
)
from schemas.side_processes.complaint import ComplaintWords
from schemas.visible import visible

Drawn = Iterator[RenderableType]

NOT_TOLD = "not told"


def draw(record: Record, topic: Topic) -> Drawn:
    """What there is to read of a topic; nothing where there is nothing."""
    yield from _TOPICS[topic](record)


def _contacts(record: Record) -> Drawn:
    rows = []
    for known in record.people:
        person = known.person
        left = " (has left the visit)" if person.ref in record.state.former else ""
        before = "" if known.stands else "before: "
        who = f"{before}{person.name}, {PERSON_ROLE_WORDS[person.role]}{left}"
        rows.append((person.ref, f"{who}\n{person.organisation}\n{person.email}"))
    if rows:
        yield table("Reference", "Who, and how to reach them", rows=rows, keep=[0])


def _each(topic: Topic) -> Callable[[Record], Drawn]:
    """What was written of a topic, piece by piece under what was recorded with it."""

    def drawn(record: Record) -> Drawn:
        for number, written in enumerate(record.about(topic)):
            if number:
                yield ""
            yield _heading(_when(written))
            yield from _body(written.body)

    return drawn


def _when(written: Written) -> str:
    if written.at is None:
        return "Kept, and not recorded with anything yet"
    words = written.happened or ""
    return f"{moment(written.at)}: {words}, by {written.actor}"


def _body(body: Personal) -> Drawn:
    match body:
        case FindingTexts(findings=findings):
            told = [(f.ref, "\n".join([plain(f.kind), *f.cases]), f.text) for f in findings]
            yield table("Finding", "Tells", "In words", rows=told, keep=[0])
        case SurveyLinks(links=links):
            rows = [(plain(audience), link) for audience, link in links.items()]
            yield table("For", "Link", rows=rows)
        case SurveyResults(rows=told):
            counted = [(plain(r.audience), r.question, r.answer, str(r.count)) for r in told]
            yield table("For", "Question", "Answer", "Replies", rows=counted)
        case ComplaintWords(text=text) | LetterNoteText(text=text):
            yield _words(text)
        case _:
            pass


def _timetable(record: Record) -> Drawn:
    fixed = record.state.meetings
    days = {slot.slot_id: f"day {slot.day}, " for slot in fixed.slots} if fixed else {}
    held = fixed.held if fixed else ()
    for number, written in enumerate(record.about(Topic.TIMETABLE)):
        if number:
            yield ""
        yield _heading(_when(written))
        if isinstance(written.body, TimetableDetails):
            rows = [
                (
                    m.slot_id,
                    f"{days.get(m.slot_id, '')}{m.starts:%H:%M}-{m.ends:%H:%M}"
                    + ("\nheld" if m.slot_id in held else ""),
                    f"{m.title}\n{m.place}\notherwise: {m.fallback}",
                )
                for m in written.body.meetings
            ]
            yield table("Meeting", "When", "What and where", rows=rows, keep=[0, 1])


def _cases(record: Record) -> Drawn:
    for number, written in enumerate(record.about(Topic.CASES)):
        if number:
            yield ""
        yield _heading(_when(written))
        if isinstance(written.body, CaseContexts):
            rows = [
                (
                    case.case,
                    plain(case.age_band) if case.age_band else NOT_TOLD,
                    plain(case.need) if case.need else NOT_TOLD,
                    "agreement withdrawn" if case.case in record.state.cases_withdrawn else "",
                )
                for case in written.body.cases
            ]
            yield table("Case", "Age", "Need", "", rows=rows, keep=[0])


def _note(record: Record) -> Drawn:
    for text in note_texts(record):
        if text.version > 1:
            yield ""
        yield _heading(f"Version {text.version}, {moment(text.at)}, by {text.actor}")
        for number, section in enumerate(text.note.sections, start=1):
            yield ""
            yield _heading(f"{number}. {section.heading}")
            for paragraph in section.paragraphs:
                yield _words(paragraph)


def _comments(record: Record) -> Drawn:
    named = named_in_comments(record)
    for number, version in enumerate(commented_versions(record)):
        if number:
            yield ""
        yield _heading(f"Version {version.version}")
        rows = [
            (
                str(section.number),
                "\n".join([section.heading, *section.paragraphs]),
                "\n".join(_comment(comment, named) for comment in section.comments) or NONE,
            )
            for section in version.sections
        ]
        yield table("", "The note says", "They said", rows=rows, keep=[0])


def _comment(comment: Comment, named: Mapping[str, str]) -> str:
    day = f", {_day(comment.at)}" if comment.at else ""
    names = f"\n{named[comment.text]}" if comment.text in named else ""
    return f"“{comment.text}”\n(recorded by {comment.actor or NONE}{day}){names}"


def _agreement(record: Record) -> Drawn:
    found = signatures(record)
    rows = [
        (
            str(signed.version),
            f"{record.name(signed.who)} {signed.words}",
            moment(signed.at),
            signed.actor,
        )
        for signed in found.signed
    ]
    if rows:
        yield table("Version", "Who", "When", "Recorded by", rows=rows)
    note = record.state.note
    if found.missing and note is not None:
        names = " and ".join(record.name(ref) for ref in found.missing)
        yield _words(f"Missing for version {note.version}: {names}.")


def _reasons(record: Record) -> Drawn:
    rows = [
        (_day(w.at) if w.at else NONE, w.happened or NONE, w.actor or NONE, w.body.text)
        for w in record.about(Topic.REASONS)
        if isinstance(w.body, Reason)
    ]
    if rows:
        yield table("When", "What", "Who", "Why", rows=rows, keep=[0])


def _heading(text: str) -> RenderableType:
    return Text(visible(text), style="bold")


def _words(text: str) -> RenderableType:
    return Text(visible(text))


def _day(at: datetime) -> str:
    return moment(at).rsplit(" ", 1)[0]


_TOPICS: Final[Mapping[Topic, Callable[[Record], Drawn]]] = {
    Topic.CONTACTS: _contacts,
    Topic.SURVEY: _each(Topic.SURVEY),
    Topic.SURVEY_RESULTS: _each(Topic.SURVEY_RESULTS),
    Topic.CASES: _cases,
    Topic.TIMETABLE: _timetable,
    Topic.FINDINGS: _each(Topic.FINDINGS),
    Topic.NOTE: _note,
    Topic.COMMENTS: _comments,
    Topic.AGREEMENT: _agreement,
    Topic.REASONS: _reasons,
    Topic.COMPLAINTS: _each(Topic.COMPLAINTS),
    Topic.LETTER_NOTES: _each(Topic.LETTER_NOTES),
}
