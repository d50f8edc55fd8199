"""What each kind of document says, as data for its template."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from activities.documents.editable import EditableNote, Section
from activities.documents.typesetting import Data
from activities.letterhead import Letterhead
from activities.particulars import (
    AREA_LEADERS,
    IncompleteBrief,
    Meeting,
    contacts,
    dates,
    days,
    meetings,
    team,
)
from activities.wording import (
    AUDIENCES,
    MODES,
    day_words,
    list_words,
    moment_words,
    number_words,
    one_line,
    role_words,
    span_words,
)
from rules.prose import Block, Paragraph, Runs, blocks_of
from rules.whose_meetings import OF_THE_FORUM
from rules.zones import london_date
from schemas.brief import Brief
from schemas.letters import MARKINGS, DocumentOrder
from schemas.parts import NoteVersion, VisitDays
from schemas.personal import Person, SummaryNote
from schemas.values import ContactRole, InspectorRole


@dataclass(frozen=True)
class Contents:
    """A document's title, its date and what its template is given."""

    title: str
    on: date
    data: Mapping[str, Data]


def invitation(order: DocumentOrder, brief: Brief, letterhead: Letterhead) -> Contents:
    """The formal letter that goes with an invitation; the version is its round."""
    policy = brief.state.policy
    both = days(brief)
    due = dates(brief)
    area = one_line(brief.area_name)
    return Contents(
        title=f"Invitation to an area SEND visit: {area}",
        on=london_date(brief.written_at),
        data={
            "reference": brief.state.visit_id,
            "version": order.version,
            "area": area,
            "written": day_words(london_date(brief.written_at)),
            "letterhead": {name: one_line(value) for name, value in asdict(letterhead).items()},
            "to": [_addressee(who, both.day_one) for who in contacts(brief, AREA_LEADERS)],
            "copied": [
                one_line(who.organisation)
                for who in contacts(brief, (ContactRole.PARENT_CARER_FORUM,))
            ],
            "day_one": day_words(both.day_one),
            "day_two": day_words(both.day_two),
            "reply_by": moment_words(brief.reply_due) if brief.reply_due else "",
            "reply_days": number_words(policy.reply_after_delivery),
            "officer_named": brief.state.officer is not None,
            "officer_by": _still(brief, due.officer_due),
            "arrangements_by": _still(brief, due.arrangements_due),
            "survey_opens": day_words(due.survey_opens.date()),
            "survey_closes": moment_words(due.survey_closes),
            "timetable_by": day_words(due.timetable_due.date()),
            "draft_by": day_words(due.draft_due.date()),
            "audiences": list_words([AUDIENCES[kind] for kind in policy.survey_audiences]),
            "how_many_cases": _how_many(policy.cases_at_least, policy.cases_at_most),
            "roles": [_role(role, both.day_one) for role in InspectorRole],
            "team": _team(brief),
        },
    )


def _how_many(least: int, most: int) -> str:
    """How many case studies, with what they are called."""
    if least == most:
        return f"{number_words(most)} case {'study' if most == 1 else 'studies'}"
    return f"{number_words(least)} to {number_words(most)} case studies"


def _still(brief: Brief, due: datetime) -> str:
    """The day by which something is asked for; empty once that has passed."""
    return day_words(due.date()) if brief.written_at <= due else ""


def timetable(order: DocumentOrder, brief: Brief, letterhead: Letterhead) -> Contents:
    """The meetings of the two days; the version is the timetable's round.

    Raises:
        IncompleteBrief: No timetable is fixed, or another round of it.
    """
    del letterhead  # the letter that it comes with says who writes
    return _timetable(order, brief, meetings(brief), "")


def forum_timetable(order: DocumentOrder, brief: Brief, letterhead: Letterhead) -> Contents:
    """Those that the parent carer forum takes part in.

    Raises:
        IncompleteBrief: No timetable is fixed, or another round of it.
    """
    del letterhead
    own = [meeting for meeting in meetings(brief) if meeting.slot.kind in OF_THE_FORUM]
    return _timetable(order, brief, own, "the parent carer forum")


def _timetable(order: DocumentOrder, brief: Brief, held: Sequence[Meeting], whose: str) -> Contents:
    """A timetable of some meetings; of whose they are, where they are not all."""
    fixed = brief.state.meetings
    if fixed is None or fixed.round != order.version:
        raise IncompleteBrief(f"The brief does not hold round {order.version} of the timetable.")
    both = days(brief)
    area = one_line(brief.area_name)
    mode = brief.state.mode
    return Contents(
        title=f"Timetable of the area SEND visit{f' for {whose}' if whose else ''}: {area}",
        on=london_date(brief.written_at),
        data={
            "version": order.version,
            "area": area,
            "written": day_words(london_date(brief.written_at)),
            "mode": MODES[mode] if mode else "",
            "whose": whose,
            "team": _team(brief),
            "days": [
                {
                    "heading": _heading(day, both),
                    "meetings": [_row(meeting) for meeting in held if meeting.on == day],
                }
                for day in sorted({both.day_one, both.day_two, *(each.on for each in held)})
            ],
        },
    )


def _heading(day: date, both: VisitDays) -> str:
    """Of a visit that was paused, a day between the two has what is left of the first."""
    name = {both.day_one: "Day one", both.day_two: "Day two"}.get(day, "Day one, continued")
    return f"{name}: {day_words(day)}"


def summary_note(order: DocumentOrder, brief: Brief, letterhead: Letterhead) -> Contents:
    """One version of the summary note.

    Nothing of the moment of writing goes in: the PDF that leaders read as a draft is the one
    that is shared.

    Raises:
        IncompleteBrief: The brief holds another version or none, or the days are not set.
    """
    del letterhead  # leaders agree to it: who signs letters meanwhile changes nothing in it
    drafted, note = _note(order, brief)
    if brief.state.days is None:
        raise IncompleteBrief("The brief has a summary note but no days of the visit.")
    area = one_line(brief.area_name)
    day = london_date(drafted.drafted_at)
    return Contents(
        title=f"Summary note of the area SEND visit: {area}",
        on=day,
        data={
            "version": order.version,
            "area": area,
            "drafted": day_words(day),
            "day_one": day_words(brief.state.days.day_one),
            "day_two": day_words(brief.state.days.day_two),
            "was_paused": brief.state.resumed_on is not None,
            "team": _team(brief),
            "digest": drafted.digest,
            "cases": len(set(note.cases)),
            "cases_words": number_words(len(set(note.cases))),
            "sections": [
                {
                    "heading": section.heading,
                    "blocks": [_block(block) for block in blocks_of(note, section)],
                }
                for section in note.sections
            ],
        },
    )


def summary_note_copy(order: DocumentOrder, brief: Brief) -> EditableNote:
    """The same version for a word processor, to be edited and sent back.

    Raises:
        IncompleteBrief: The brief holds another version or none.
    """
    drafted, note = _note(order, brief)
    area = one_line(brief.area_name)
    return EditableNote(
        title=f"Summary note of the area SEND visit: {area}, to be edited",
        marking=MARKINGS[order.kind],
        on=london_date(drafted.drafted_at),
        sections=tuple(Section(one.heading, blocks_of(note, one)) for one in note.sections),
        tracked=True,
    )


def _note(order: DocumentOrder, brief: Brief) -> tuple[NoteVersion, SummaryNote]:
    drafted = brief.state.note
    if drafted is None or brief.note is None or drafted.version != order.version:
        raise IncompleteBrief(f"The brief does not hold version {order.version} of the note.")
    return drafted, brief.note


def _addressee(who: Person, on: date) -> Data:
    post = f"{_role(who.role, on)}, {one_line(who.organisation)}"
    return {"name": one_line(who.name), "post": post}


def _team(brief: Brief) -> Data:
    on = days(brief).day_one
    return [{"role": _role(role, on), "name": one_line(who.name)} for role, who in team(brief)]


def _row(meeting: Meeting) -> Data:
    slot = meeting.slot
    return {
        "time": span_words(slot.starts, slot.ends),
        "title": meeting.title,
        "mode": MODES[slot.mode],
        "place": meeting.place,
        "fallback": meeting.fallback,
    }


def _role(role: ContactRole | InspectorRole, on: date) -> str:
    # Typst sets apostrophes in templates; these words come from outside one.
    return role_words(role, on).replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")


def _block(block: Block) -> Data:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "runs": _runs(block.runs)}
    numbered = block.first is not None
    return {
        "kind": "numbers" if numbered else "bullets",
        "first": block.first or 0,
        "items": [
            {"runs": _runs(item.runs), "lists": [_block(inner) for inner in item.lists]}
            for item in block.items
        ],
    }


def _runs(runs: Runs) -> Data:
    """Words lose the space around them on their way to Typst, so that is told beside them."""
    return [
        {
            "text": run.text,
            "strong": run.strong,
            "emphasis": run.emphasis,
            "after": run.text.startswith(" "),
            "before": run.text.endswith(" ") and run.text != " ",
        }
        for run in runs
    ]
