"""What people decided, as steps of a scenario: for each fact, the form that was filled in.

Which fact tells of which form is declared with the form. Where the fact does not say what the form
said, field by field, a function here fills the form in, with what stands in for its words.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from desk.departments import department_in
from release.retold.told import Told
from schemas import personal as p
from schemas import side_processes as side_processes  # noqa: PLC0414 - its kinds declare forms
from schemas.events.cases import CasesAgreed, CasesChosen, FewerCasesAccepted
from schemas.events.concerns import DisclosureSeen
from schemas.events.corrections import (
    AcceptanceCorrected,
    DayOnePlanned,
    FindingCorrected,
    Reopened,
)
from schemas.events.course import FindingsRecorded, Resumed, Started, TakenOffHold
from schemas.events.deferral import Deferred
from schemas.events.invitation import (
    Accepted,
    ContactsRecorded,
    Declined,
    InvitationDelivered,
    Invited,
    LetterDelivered,
    LetterFailed,
    LetterResent,
    PersonCorrected,
    ReplyExtended,
)
from schemas.events.note import NoteAgreed, NoteCommented, NoteDrafted, NoteShared, NoteSigned
from schemas.events.preparation import (
    ArrangementsConfirmed,
    DatesSet,
    ModeSet,
    SurveyHandedOver,
    SurveyOpened,
    SurveyResultsRecorded,
    TimetableFixed,
)
from schemas.events.team import (
    ConflictsChecked,
    ConflictsDeclared,
    InspectorReplaced,
    OfficerNominated,
    TeamConfirmed,
)
from schemas.events.visit import Closed, Opened, TaskRaised
from schemas.forms.form import FORMS, told_by
from schemas.streams import FactModel
from schemas.values import Answer, LetterStatus, Mode, Outcome

# `Any`: each function takes its own fact, and forms hold whatever a scenario file can.
Fill: TypeAlias = Callable[[Any, Told], dict[str, Any]]

FOLLOWING: tuple[type[FactModel], ...] = (
    Opened,  # the scenario itself
    Started,
    Closed,
    Invited,
    ConflictsChecked,
    ArrangementsConfirmed,
    SurveyOpened,
    TaskRaised,
)
"""What nobody decides in a visit, and follows from what somebody does."""

BRINGS: Mapping[type[FactModel], tuple[type[FactModel], ...]] = {
    ContactsRecorded: (PersonCorrected,),
    OfficerNominated: (PersonCorrected,),
    ConflictsDeclared: (PersonCorrected,),
    NoteShared: (PersonCorrected,),
    InspectorReplaced: (TimetableFixed,),
    TeamConfirmed: (TimetableFixed,),
    ModeSet: (TimetableFixed,),
    DatesSet: (ModeSet, TimetableFixed),
    CasesChosen: (CasesAgreed, FewerCasesAccepted),
    Reopened: (Accepted, Declined, TimetableFixed, SurveyHandedOver),
    AcceptanceCorrected: (Declined,),
    Accepted: (TimetableFixed, SurveyHandedOver),
    TakenOffHold: (DatesSet, DayOnePlanned, TimetableFixed, SurveyHandedOver),
}
"""What may come with a fact in the same decision, and would tell of a form by itself."""

_NEVER = {"reason", "digest"}
"""What other words have otherwise."""

_FILLS: dict[type[FactModel], Fill] = {}


def _tells(*facts: type[FactModel]) -> Callable[[Fill], Fill]:
    """Let a function fill in the form that some facts tell of."""

    def declare(fill: Fill) -> Fill:
        _FILLS.update(dict.fromkeys(facts, fill))
        return fill

    return declare


def form_of(fact: FactModel) -> str | None:
    """The name of the form that a fact tells of; `None` where nobody filled one in."""
    if isinstance(fact, Reopened) and fact.outcome not in {Outcome.DECLINED, Outcome.NO_REPLY}:
        return "reinstate"
    return next((name for name, kind in FORMS.items() if type(fact) in told_by(kind)), None)


def filled_in(fact: FactModel, told: Told) -> dict[str, Any]:
    """The form that a fact tells of, with stand-ins for what is personal."""
    fill = _FILLS.get(type(fact))
    return fill(fact, told) if fill else _copied(fact, told)


def _copied(fact: FactModel, told: Told) -> dict[str, Any]:
    """What form and fact say alike; of words that are kept apart, what stands in for them."""
    form = FORMS[form_of(fact) or ""]
    values = fact.model_dump(mode="json")
    alike = {name: values[name] for name in values.keys() & form.model_fields.keys() - _NEVER}
    if "school" in alike:
        alike["school"] = told.stand_ins.school(alike["school"])
    content = getattr(fact, "content", None)
    if content is not None and "text" in form.model_fields:
        kept = json.loads(told.contents[content.kind, content.version])
        alike["text"] = told.stand_ins.words(kept["text"])
    return {name: alike[name] for name in form.model_fields if name in alike}


@_tells(Accepted)
def accepted(fact: Accepted, told: Told) -> dict[str, Any]:
    """The area takes part."""
    del fact, told
    return {"answer": Answer.ACCEPT.value}


@_tells(Declined)
def declined(fact: Declined, told: Told) -> dict[str, Any]:
    """It does not."""
    del fact, told
    return {"answer": Answer.DECLINE.value}


@_tells(DisclosureSeen)
def disclosure_seen(fact: DisclosureSeen, told: Told) -> dict[str, Any]:
    """A person has read what was reported."""
    del fact, told
    return {"seen": True}


@_tells(ContactsRecorded)
def contacts(fact: ContactsRecorded, told: Told) -> dict[str, Any]:
    """Whom to write to in the area; the departments are as they are set."""
    people = told.content(fact.content, p.People).people
    area = [person for person in people if department_in(person.role) is None]
    return {"people": [told.stand_ins.person(person) for person in area]}


@_tells(PersonCorrected)
def correction(fact: PersonCorrected, told: Told) -> dict[str, Any]:
    """Somebody as they are right."""
    right = told.content(fact.content, p.Person)
    return {"person": fact.person, **told.stand_ins.address(right)}


@_tells(OfficerNominated)
def officer(fact: OfficerNominated, told: Told) -> dict[str, Any]:
    """The officer, under the reference that they have."""
    person = told.content(fact.content, p.Person)
    return {"ref": fact.officer, **told.stand_ins.address(person)}


@_tells(ConflictsDeclared)
def declarations(fact: ConflictsDeclared, told: Told) -> dict[str, Any]:
    """What each inspector declared, and who they are by then."""
    right = {
        each.person: told.content(each.content, p.Person)
        for each in told.decision
        if isinstance(each, PersonCorrected)
    }
    return {
        "inspectors": [
            {
                **told.stand_ins.person(right.get(one.inspector) or told.people[one.inspector]),
                "role": one.role.value,
                "conflicts": [kind.value for kind in one.conflicts],
            }
            for one in fact.declarations
        ]
    }


@_tells(LetterDelivered)
def letter_delivered(fact: LetterDelivered, told: Told) -> dict[str, Any]:
    """A person's word that a letter arrived."""
    del told
    return {"letter": _letter(fact.letter), "status": LetterStatus.DELIVERED.value}


@_tells(LetterFailed)
def letter_failed(fact: LetterFailed, told: Told) -> dict[str, Any]:
    """A person's word that it did not."""
    del told
    return {"letter": _letter(fact.outcome.key), "status": fact.outcome.status.value}


@_tells(InvitationDelivered)
def invitation_delivered(fact: InvitationDelivered, told: Told) -> dict[str, Any]:
    """A person's word on an invitation."""
    del told
    (outcome,) = fact.outcomes
    return {"letter": _letter(outcome.key), "status": outcome.status.value}


def _letter(key: str) -> str:
    return f"VISIT/{key.partition('/')[2]}"


@_tells(LetterResent)
def letter_resent(fact: LetterResent, told: Told) -> dict[str, Any]:
    """The same letter, once more."""
    del told
    return {"letter": _letter(fact.letter)}


@_tells(CasesChosen)
def cases(fact: CasesChosen, told: Told) -> dict[str, Any]:
    """The cases, and who had agreed to them by then."""
    agreed = {
        case.case: case.agreed_by
        for each in told.decision
        if isinstance(each, CasesAgreed)
        for case in each.cases
    }
    context = told.content(fact.context, p.CaseContexts).cases if fact.context else ()
    known = {case.case: told.stand_ins.context(case) for case in context}
    chosen = [
        {
            "case": each.case,
            **({"agreed_by": who.value} if (who := agreed.get(each.case)) else {}),
            **known.get(each.case, {}),
        }
        for each in fact.cases
    ]
    return {"offered": fact.offered, "cases": chosen}


@_tells(SurveyResultsRecorded)
def survey_results(fact: SurveyResultsRecorded, told: Told) -> dict[str, Any]:
    """As many answers to as many questions."""
    rows = told.content(fact.content, p.SurveyResults).rows
    return {"rows": told.stand_ins.survey_rows(rows)}


@_tells(ReplyExtended)
def extension(fact: ReplyExtended, told: Told) -> dict[str, Any]:
    """Until when there is time to reply."""
    return {"until": told.day(fact.until)}


@_tells(DatesSet)
def dates(fact: DatesSet, told: Told) -> dict[str, Any]:
    """The two days, and the mode if it was set with them."""
    modes = [each.mode.value for each in told.decision if isinstance(each, ModeSet)]
    days = {"day_one": told.day(fact.days.day_one), "day_two": told.day(fact.days.day_two)}
    return {**days, "mode": modes[0]} if modes else days


@_tells(ModeSet)
def mode(fact: ModeSet, told: Told) -> dict[str, Any]:
    """How the visit is held, and how meetings that become virtual are joined."""
    return {"mode": fact.mode.value, **_joining(fact, told)}


def _joining(fact: ModeSet, told: Told) -> dict[str, str]:
    """Where meetings have another place now than the one that they were to fall back to."""
    fixed = [each for each in told.decision if isinstance(each, TimetableFixed)]
    if fact.mode is not Mode.VIRTUAL or not fixed or told.timetable is None:
        return {}
    before = {x.slot_id: x for x in told.content(told.timetable, p.TimetableDetails).meetings}
    for x in told.content(fixed[0].content, p.TimetableDetails).meetings:
        was = before.get(x.slot_id)
        if was is not None and x.place not in {was.place, was.fallback}:
            return {"joining": told.stand_ins.words(x.place)}
    return {}


@_tells(SurveyHandedOver)
def survey(fact: SurveyHandedOver, told: Told) -> dict[str, Any]:
    """Links that lead nowhere."""
    return {"links": {each.value: told.stand_ins.link(each.value) for each in fact.audiences}}


@_tells(TimetableFixed)
def timetable(fact: TimetableFixed, told: Told) -> dict[str, Any]:
    """The meetings, at their times."""
    details = told.content(fact.content, p.TimetableDetails).meetings
    words = {x.slot_id: x for x in details}
    stand_in = told.stand_ins.words
    return {
        "meetings": [
            {
                **slot.model_dump(mode="json", exclude_none=True),
                "starts": f"{slot.starts:%H:%M}",
                "ends": f"{slot.ends:%H:%M}",
                "title": stand_in(words[slot.slot_id].title),
                "place": stand_in(words[slot.slot_id].place),
                "fallback": stand_in(words[slot.slot_id].fallback),
            }
            for slot in fact.slots
        ]
    }


@_tells(FindingsRecorded)
def findings(fact: FindingsRecorded, told: Told) -> dict[str, Any]:
    """Findings of the same kinds."""
    texts = told.content(fact.content, p.FindingTexts).findings
    return {
        "findings": [
            {
                "kind": each.kind.value,
                "text": told.stand_ins.words(each.text),
                **({"cases": list(each.cases)} if each.cases else {}),
            }
            for each in texts
        ]
    }


@_tells(FindingCorrected)
def finding(fact: FindingCorrected, told: Told) -> dict[str, Any]:
    """One finding as it is right, whole."""
    (right,) = told.content(fact.content, p.FindingTexts).findings
    return {
        "finding": fact.finding,
        "kind": right.kind.value,
        "text": told.stand_ins.words(right.text),
        **({"cases": list(right.cases)} if right.cases else {}),
    }


@_tells(DayOnePlanned)
def planned(fact: DayOnePlanned, told: Told) -> dict[str, Any]:
    """The day that is planned, and the one after it, before anybody is invited."""
    return {"day_one": told.day(fact.day_one), "day_two": told.day(told.next_day(fact.day_one))}


@_tells(Resumed)
def resumption(fact: Resumed, told: Told) -> dict[str, Any]:
    """The days on which what is left is held."""
    days = {"next_day": told.day(fact.next_day), "last_day": told.day(fact.days.day_two)}
    return days if days["next_day"] != days["last_day"] else {"next_day": days["next_day"]}


@_tells(TakenOffHold)
def going_on(fact: TakenOffHold, told: Told) -> dict[str, Any]:
    """With the days that it has then, where they are others."""
    del fact
    for other in told.decision:
        if isinstance(other, DatesSet):
            return {"next_day": told.day(other.days.day_one)}
        if isinstance(other, DayOnePlanned):
            return {"next_day": told.day(other.day_one)}
    return {}


@_tells(NoteDrafted)
def draft(fact: NoteDrafted, told: Told) -> dict[str, Any]:
    """A note of as many sections and paragraphs."""
    note = told.content(fact.content, p.SummaryNote)
    return {
        "version": fact.version,
        "cases": list(fact.cases),
        **({"editable_copy": True} if fact.editable_copy else {}),
        "sections": [
            {
                "heading": told.stand_ins.words(section.heading),
                "paragraphs": [told.stand_ins.words(text) for text in section.paragraphs],
            }
            for section in note.sections
        ],
    }


@_tells(NoteSigned, NoteAgreed)
def agreement(fact: NoteSigned | NoteAgreed, told: Told) -> dict[str, Any]:
    """Who signs now; the last event names those, too, who signed before."""
    fresh = [ref for ref in fact.leaders if (fact.version, ref) not in told.signed]
    return {"version": fact.version, "leaders": fresh}


@_tells(NoteCommented)
def comments(fact: NoteCommented, told: Told) -> dict[str, Any]:
    """As many comments on the same sections."""
    words = told.content(fact.content, p.NoteComments).comments
    return {
        "version": fact.version,
        "comments": [
            {"section": each.section, "text": told.stand_ins.words(each.text)} for each in words
        ],
    }


@_tells(Deferred)
def deferral(fact: Deferred, told: Told) -> dict[str, Any]:
    """The first of the later days."""
    return {"day_one": told.day(fact.day_one)}
