"""What people decided, as steps of a scenario: for each fact, the form that was filled in.

A fact is told by the form named here, with what stands in for its words. One that only follows
from another, in the same decision, is not told.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias, TypeVar

from desk.departments import department_in
from release.retold.told import Told
from schemas import events as e
from schemas import personal as p
from schemas.forms import FORMS
from schemas.side_processes import complaint as c
from schemas.side_processes import referral as r
from schemas.streams import FactModel
from schemas.values import LetterStatus, Mode

FactT = TypeVar("FactT", bound=FactModel)

# `Any`: each function takes its own fact, and forms hold whatever a scenario file can.
Fill: TypeAlias = Callable[[Any, Told], dict[str, Any]]


class Retelling(NamedTuple):
    """How a fact is told.

    Attributes:
        do: The form's name.
        fill: What it was filled in with.
        brings: The facts that may follow in the same decision, and are told with it.
    """

    do: str
    fill: Fill
    brings: tuple[type[FactModel], ...]


RETOLD: dict[type[FactModel], Retelling] = {}
"""How each fact is told that a decision begins with."""

FOLLOWING: tuple[type[FactModel], ...] = (
    e.Opened,  # the scenario itself
    e.Started,
    e.Closed,
    e.Invited,
    e.ConflictsChecked,
    e.ArrangementsConfirmed,
    e.SurveyOpened,
    e.TaskRaised,
    c.ComplaintClosed,
)
"""What is never decided, and follows from what is."""


def tells(
    do: str, *brings: type[FactModel]
) -> Callable[[Callable[[FactT, Told], dict[str, Any]]], Callable[[FactT, Told], dict[str, Any]]]:
    """Let a function fill in the form of the fact that it takes, which is its first argument."""

    def declare(
        fill: Callable[[FactT, Told], dict[str, Any]],
    ) -> Callable[[FactT, Told], dict[str, Any]]:
        fact = fill.__annotations__["fact"]
        for kind in getattr(fact, "__args__", (fact,)):
            RETOLD[kind] = Retelling(do, fill, brings)
        return fill

    return declare


_NEVER = {"reason", "digest"}
"""What other words have otherwise."""


def _copied(do: str, fact: type[FactModel], *brings: type[FactModel], **more: object) -> None:
    """Let a fact be told by a form that says what it says, field by field."""
    fields = FORMS[do].model_fields.keys() & fact.model_fields.keys() - _NEVER

    def fill(told_of: FactModel, _told: Told) -> dict[str, Any]:
        values = told_of.model_dump(mode="json")
        return {**{name: values[name] for name in fact.model_fields if name in fields}, **more}

    RETOLD[fact] = Retelling(do, fill, brings)


_copied("respond", e.Accepted, answer="accept")
_copied("respond", e.Declined, answer="decline")
_copied("no-reply", e.NoReply)
_copied("withdraw", e.Withdrawn)
_copied("override", e.ConflictOverridden)
_copied("replace", e.InspectorReplaced, e.TimetableFixed)
_copied("team", e.TeamConfirmed, e.TimetableFixed)
_copied("agree_cases", e.CasesAgreed)
_copied("proceed_cases", e.FewerCasesAccepted)
_copied("withdraw_case", e.ConsentWithdrawn)
_copied("held", e.MeetingsHeld)
_copied("feedback", e.FeedbackHeld)
_copied("decide_facts", e.FactsDecided)
_copied("decide_sharing", e.SharingDecided)
_copied("acknowledge", e.NoteAcknowledged)
_copied("share", e.NoteShared, e.PersonCorrected)
_copied("hand-over", e.HandedOver)
_copied("cancel", e.Cancelled)
_copied("pause", e.Paused)
_copied("incomplete", e.EndedIncomplete)
_copied("defer-ask", e.DeferralAsked)
_copied("defer-refuse", e.DeferralRefused)
_copied("disclosure", e.DisclosureReported)
_copied("disclosure", e.DisclosureSeen, seen=True)
_copied("hold_sharing", e.SharingHeld)
_copied("release_sharing", e.SharingReleased)


@tells("contacts", e.PersonCorrected)
def contacts(fact: e.ContactsRecorded, told: Told) -> dict[str, Any]:
    """Whom to write to in the area; the departments are as they are set."""
    people = told.content(fact.content, p.People).people
    area = [person for person in people if department_in(person.role) is None]
    return {"people": [told.stand_ins.person(person) for person in area]}


@tells("correct")
def correction(fact: e.PersonCorrected, told: Told) -> dict[str, Any]:
    """Somebody as they are right."""
    right = told.content(fact.content, p.Person)
    return {"person": fact.person, **told.stand_ins.address(right)}


@tells("nominate", e.PersonCorrected)
def officer(fact: e.OfficerNominated, told: Told) -> dict[str, Any]:
    """The officer, under the reference that they have."""
    person = told.content(fact.content, p.Person)
    return {"ref": fact.officer, **told.stand_ins.address(person)}


@tells("declare", e.PersonCorrected)
def declarations(fact: e.ConflictsDeclared, told: Told) -> dict[str, Any]:
    """What each inspector declared, and who they are by then."""
    right = {
        each.person: told.content(each.content, p.Person)
        for each in told.decision
        if isinstance(each, e.PersonCorrected)
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


@tells("delivery")
def letter_delivered(fact: e.LetterDelivered, told: Told) -> dict[str, Any]:
    """A person's word that a letter arrived."""
    del told
    return {"letter": _letter(fact.letter), "status": LetterStatus.DELIVERED.value}


@tells("delivery")
def letter_failed(fact: e.LetterFailed, told: Told) -> dict[str, Any]:
    """A person's word that it did not."""
    del told
    return {"letter": _letter(fact.outcome.key), "status": fact.outcome.status.value}


@tells("delivery")
def invitation_delivered(fact: e.InvitationDelivered, told: Told) -> dict[str, Any]:
    """A person's word on an invitation."""
    del told
    (outcome,) = fact.outcomes
    return {"letter": _letter(outcome.key), "status": outcome.status.value}


def _letter(key: str) -> str:
    return f"VISIT/{key.partition('/')[2]}"


@tells("resend")
def letter_resent(fact: e.LetterResent, told: Told) -> dict[str, Any]:
    """The same letter, once more."""
    del told
    return {"letter": _letter(fact.letter)}


@tells("cases", e.CasesAgreed, e.FewerCasesAccepted)
def cases(fact: e.CasesChosen, told: Told) -> dict[str, Any]:
    """The cases, and who had agreed to them by then."""
    agreed = {
        case.case: case.agreed_by
        for each in told.decision
        if isinstance(each, e.CasesAgreed)
        for case in each.cases
    }
    chosen = [
        {"case": each.case, **({"agreed_by": who.value} if (who := agreed.get(each.case)) else {})}
        for each in fact.cases
    ]
    return {"offered": fact.offered, "cases": chosen}


@tells("extend")
def extension(fact: e.ReplyExtended, told: Told) -> dict[str, Any]:
    """Until when there is time to reply."""
    return {"until": told.day(fact.until)}


@tells("dates", e.ModeSet, e.TimetableFixed)
def dates(fact: e.DatesSet, told: Told) -> dict[str, Any]:
    """The two days, and the mode if it was set with them."""
    modes = [each.mode.value for each in told.decision if isinstance(each, e.ModeSet)]
    days = {"day_one": told.day(fact.days.day_one), "day_two": told.day(fact.days.day_two)}
    return {**days, "mode": modes[0]} if modes else days


@tells("mode", e.TimetableFixed)
def mode(fact: e.ModeSet, told: Told) -> dict[str, Any]:
    """How the visit is held, and how meetings that become virtual are joined."""
    return {"mode": fact.mode.value, **_joining(fact, told)}


def _joining(fact: e.ModeSet, told: Told) -> dict[str, str]:
    """Where meetings have another place now than the one that they were to fall back to."""
    fixed = [each for each in told.decision if isinstance(each, e.TimetableFixed)]
    if fact.mode is not Mode.VIRTUAL or not fixed or told.timetable is None:
        return {}
    before = {x.slot_id: x for x in told.content(told.timetable, p.TimetableDetails).meetings}
    for x in told.content(fixed[0].content, p.TimetableDetails).meetings:
        was = before.get(x.slot_id)
        if was is not None and x.place not in {was.place, was.fallback}:
            return {"joining": told.stand_ins.words(x.place)}
    return {}


@tells("survey")
def survey(fact: e.SurveyHandedOver, told: Told) -> dict[str, Any]:
    """Links that lead nowhere."""
    return {"links": {each.value: told.stand_ins.link(each.value) for each in fact.audiences}}


@tells("timetable")
def timetable(fact: e.TimetableFixed, told: Told) -> dict[str, Any]:
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


@tells("finding")
def findings(fact: e.FindingsRecorded, told: Told) -> dict[str, Any]:
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


@tells("resume")
def resumption(fact: e.Resumed, told: Told) -> dict[str, Any]:
    """The days on which what is left is held."""
    days = {"next_day": told.day(fact.next_day), "last_day": told.day(fact.days.day_two)}
    return days if days["next_day"] != days["last_day"] else {"next_day": days["next_day"]}


@tells("draft")
def draft(fact: e.NoteDrafted, told: Told) -> dict[str, Any]:
    """A note of as many sections and paragraphs."""
    note = told.content(fact.content, p.SummaryNote)
    return {
        "version": fact.version,
        "cases": list(fact.cases),
        "sections": [
            {
                "heading": told.stand_ins.words(section.heading),
                "paragraphs": [told.stand_ins.words(text) for text in section.paragraphs],
            }
            for section in note.sections
        ],
    }


@tells("agree")
def agreement(fact: e.NoteSigned | e.NoteAgreed, told: Told) -> dict[str, Any]:
    """Who signs now; the last event names those, too, who signed before."""
    fresh = [ref for ref in fact.leaders if (fact.version, ref) not in told.signed]
    return {"version": fact.version, "leaders": fresh}


@tells("comment")
def comments(fact: e.NoteCommented, told: Told) -> dict[str, Any]:
    """As many comments on the same sections."""
    words = told.content(fact.content, p.NoteComments).comments
    return {
        "version": fact.version,
        "comments": [
            {"section": each.section, "text": told.stand_ins.words(each.text)} for each in words
        ],
    }


@tells("defer-grant")
def deferral(fact: e.Deferred, told: Told) -> dict[str, Any]:
    """The first of the later days."""
    return {"day_one": told.day(fact.day_one)}


@tells("school_concern")
def school_concern(fact: e.SchoolConcernRaised, told: Told) -> dict[str, Any]:
    """Another school."""
    return {"school": told.stand_ins.school(fact.school)}


@tells("complain")
def complaint(fact: c.ComplaintReceived, told: Told) -> dict[str, Any]:
    """A complaint in other words."""
    return {"text": told.stand_ins.words(told.content(fact.content, c.ComplaintWords).text)}


@tells("answer_complaint")
def complaint_answered(fact: c.ComplaintAnswered, told: Told) -> dict[str, Any]:
    """Its answer, likewise."""
    return {"text": told.stand_ins.words(told.content(fact.content, c.ComplaintWords).text)}


_copied("review_complaint", c.ReviewAsked)
_copied("refer", r.ReferralRaised)
_copied("confirm_referral", r.ReferralConfirmed)

FORMS_TOLD: Mapping[str, tuple[type[FactModel], ...]] = {
    do: tuple(fact for fact, retelling in RETOLD.items() if retelling.do == do)
    for do in dict.fromkeys(retelling.do for retelling in RETOLD.values())
}
"""By which facts each form is known again."""
