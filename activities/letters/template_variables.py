"""What a letter's template may name."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TypeAlias

from activities.letters.attachments import Enclosure, file_name
from activities.letters.changes import changed
from activities.particulars import dates, days, person, team
from activities.sender import Sender
from activities.wording import (
    AUDIENCES,
    DEPARTMENTS,
    MODES,
    clock_words,
    day_words,
    list_words,
    moment_words,
    number_words,
    one_line,
    role_words,
)
from rules.comments import facts_stand, rounds_are_over
from rules.zones import london_date
from schemas.brief import Brief
from schemas.letters import LetterOrder
from schemas.personal import Person
from schemas.values import ContactRole, Department, InspectorRole, Marking, Reply, Stage

TemplateValue: TypeAlias = (
    "str | int | bool | Sequence[TemplateValue] | Mapping[str, TemplateValue] | None"
)
"""What a template may be given."""


def template_variables(
    order: LetterOrder, brief: Brief, documents: Sequence[Enclosure], sender: Sender
) -> dict[str, TemplateValue]:
    """All that a template can name, as words.

    What is not known yet is left out, so that a template which needs it fails instead of
    writing "None" to a director.
    """
    everything = {
        **_letter(order, brief, documents, sender),
        **_days(brief),
        **_preparation(brief),
        **_note(brief),
        **_other_days(brief),
    }
    return {name: value for name, value in everything.items() if value is not None}


def _letter(
    order: LetterOrder, brief: Brief, documents: Sequence[Enclosure], sender: Sender
) -> dict[str, TemplateValue]:
    recipient = person(brief, order.recipient)
    sensitive = any(document.marking is Marking.OFFICIAL_SENSITIVE for document in documents)
    return {
        "marking": (Marking.OFFICIAL_SENSITIVE if sensitive else Marking.OFFICIAL).value,
        "area": one_line(brief.area_name),
        "visit_id": order.visit_id,
        "recipient": one_line(recipient.name),
        "organisation": _organisation(recipient),
        "sender": one_line(sender.name),
        "sender_email": one_line(sender.email),
        **{name: one_line(value) for name, value in asdict(sender.letterhead).items()},
        "how_to_decline": _DECLINING.format(telephone=one_line(sender.letterhead.telephone)),
        "copy_only": order.copy_only,
        "again": order.round > 1 and not brief.newcomer,
        "changed": changed(brief),
        "written": day_words(london_date(brief.written_at)),
        "attached": [f"{document.title} ({file_name(document)})" for document in documents],
        "has_calendar": sender.calendar and order.calendar_sequence is not None,
        "for_inspector": isinstance(recipient.role, InspectorRole),
    }


def _organisation(of: Person) -> str:
    """As it stands within a sentence; departments have an article, and a name for all visits."""
    department = next((each for each in Department if of.role == ContactRole(each)), None)
    return DEPARTMENTS[department] if department else one_line(of.organisation)


_DECLINING = (
    "To decline, reply to this email or telephone {telephone}, and say that your area will not "
    "take part. You do not need to give a reason. You can also withdraw later, at any time, in the "
    "same way."
)


def _days(brief: Brief) -> dict[str, TemplateValue]:
    both = days(brief)
    mode = brief.state.mode
    held = brief.state.meetings.held if brief.state.meetings else ()
    went_on = brief.state.resumed_on
    return {
        "begun": bool(held) or brief.state.feedback_held_at is not None,
        "was_paused": went_on is not None,
        "ends_that_day": went_on == both.day_two,
        "day_one": day_words(both.day_one),
        "day_two": day_words(both.day_two),
        "mode": MODES[mode].lower() if mode else None,
        "reply_by": moment_words(brief.reply_due) if brief.reply_due else None,
        "reply_days": number_words(brief.state.policy.reply_after_delivery),
    }


def _preparation(brief: Brief) -> dict[str, TemplateValue]:
    policy = brief.state.policy
    due = dates(brief)
    on = days(brief).day_one
    links = brief.survey_links.links if brief.survey_links else {}
    survey = brief.state.survey
    now = brief.written_at
    return {
        "officer_named": brief.state.officer is not None,
        "officer_late": now > due.officer_due,
        "arrangements_late": now > due.arrangements_due,
        "timetable_late": now > due.timetable_due,
        "links_sent": survey is not None,
        "surveys_over": survey.closed_at is not None if survey else now >= due.survey_closes,
        "cases_chosen": brief.state.case_studies is not None,
        "team": [
            {"role": role_words(role, on), "name": one_line(who.name)} for role, who in team(brief)
        ],
        "officer_by": moment_words(due.officer_due),
        "arrangements_by": day_words(due.arrangements_due.date()),
        "timetable_by": moment_words(due.timetable_due),
        "survey_opens": moment_words(due.survey_opens),
        "surveys_are_open": now >= due.survey_opens,
        "survey_closes": moment_words(due.survey_closes),
        "surveys_run": survey is not None and survey.closed_at is None,
        "audiences": list_words([AUDIENCES[kind] for kind in policy.survey_audiences]),
        "surveys": [
            {"audience": AUDIENCES[audience], "link": link}
            for audience, link in sorted(links.items())
        ]
        or None,
        "cases_fixed": policy.cases_at_least == policy.cases_at_most,
        "cases_at_least": number_words(policy.cases_at_least),
        "cases_at_most": number_words(policy.cases_at_most),
        "day_starts": clock_words(policy.day_starts_at),
    }


def _note(brief: Brief) -> dict[str, TemplateValue]:
    due = dates(brief)
    note = brief.state.note
    agreement = brief.state.agreement
    withdrawn = brief.state.cases_withdrawn
    return {
        "agreed_by_leaders": agreement is not None and not agreement.by_manager,
        "may_be_shared": agreement is not None,
        "comment_rounds": number_words(brief.state.policy.comment_rounds),
        "one_round": brief.state.policy.comment_rounds == 1,
        "comments_over": rounds_are_over(brief.state) or facts_stand(brief.state),
        "agreement_late": brief.written_at > due.agreement_due,
        "withdrawn_case": withdrawn[-1].removeprefix("case-") if withdrawn else None,
        "note_is_void": brief.state.note_void_since == brief.written_at,
        "note_version": note.version if note else None,
        "editable_copy": note is not None and note.editable_copy,
        "note_digest": note.digest if note else None,
        "draft_by": day_words(due.draft_due.date()),
        "agreement_by": moment_words(due.agreement_due),
        "acknowledge_by": (
            moment_words(due.acknowledgement_due) if due.acknowledgement_due else None
        ),
        "departments": list_words([DEPARTMENTS[department] for department in Department]),
    }


def _other_days(brief: Brief) -> dict[str, TemplateValue]:
    """Of a visit that is paused, goes on, is to be at a later time, or had ended by mistake."""
    state = brief.state
    to = state.deferred_to
    wrong = state.put_right
    return {
        "wrong_end": str(wrong.outcome or "") if wrong else "",
        "replied": bool(wrong and wrong.reply),
        "accepted": state.stage is not Stage.INVITED
        or (wrong is not None and wrong.reply is Reply.ACCEPT),
        "stands_still": state.pause is not None,
        "awaits_reply": state.stage is Stage.INVITED,
        "pause_until": moment_words(state.pause.until) if state.pause else None,
        "resumed_on": day_words(state.resumed_on) if state.resumed_on else None,
        "decision_by": moment_words(state.deferral.decision_due) if state.deferral else None,
        "deferred_to": day_words(to.day_one) if to else None,
        "successor": to.visit_id if to else None,
    }
