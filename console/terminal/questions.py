"""What is asked for each field of a form that a command takes as a file."""

from collections.abc import Mapping

from pydantic import BaseModel

from console.terminal.fields import shape_of
from schemas.forms.days import FindingForm, FindingsForm
from schemas.forms.form import FORMS, Form
from schemas.forms.letters import ContactsForm
from schemas.forms.note import CommentForm, CommentsForm, DraftForm
from schemas.forms.preparation import MeetingForm, TimetableForm
from schemas.forms.team import DeclarationsForm, InspectorForm, OfficerForm
from schemas.personal import NoteSection, Person
from schemas.values import ContactRole

FILE_FORMS: Mapping[str, type[Form]] = {
    name: FORMS[name]
    for name in ("contacts", "nominate", "declare", "timetable", "finding", "draft", "comment")
}
"""The forms that commands take as files, by the command's name."""

_PERSON = {
    "name": "What is their full name?",
    "email": "What is their e-mail address?",
    "organisation": "Whom do they work for?",
}

QUESTIONS: Mapping[type[BaseModel], Mapping[str, str]] = {
    ContactsForm: {"people": "Who is written to in the area?"},
    Person: {
        "ref": "By what short reference are they known, such as dcs or health-1?",
        "role": "As what are they written to?",
        **_PERSON,
    },
    OfficerForm: {
        **_PERSON,
        "ref": "By what short reference are they known? One is worked out if none is given.",
    },
    DeclarationsForm: {"inspectors": "Which inspectors declare?"},
    InspectorForm: {
        "ref": "By what reference are they known, such as hmi-education-7?",
        "role": "What is their place in the team?",
        **_PERSON,
        "conflicts": "Which conflicts of interest do they declare, if any?",
    },
    TimetableForm: {"meetings": "Which meetings are there on the two days?"},
    MeetingForm: {
        "slot_id": "By what id is the meeting known, such as feedback?",
        "kind": "What kind of meeting is it?",
        "day": "On which of the two days is it, 1 or 2?",
        "starts": "When does it start, such as 09:15?",
        "ends": "When does it end?",
        "mode": "How is it held?",
        "case": "Which case is studied, where it is a case study?",
        "title": "What is it called?",
        "place": "Where is it, or how is it joined?",
        "fallback": "How is it joined if that fails?",
    },
    FindingsForm: {"findings": "What was found?"},
    FindingForm: {
        "kind": "What does it tell? None of these is a grade.",
        "text": "What was found, in words?",
        "cases": "Which cases does it rest on, if any?",
    },
    DraftForm: {
        "version": "Which version is it? The next one where none is given.",
        "sections": "Which sections has the note?",
        "cases": "Which cases does it use?",
        "editable_copy": "Is a copy to edit sent with it, yes or no? (No without an answer.)",
    },
    NoteSection: {
        "heading": "What is the section's heading?",
        "paragraphs": "What does it say, a paragraph each?",
    },
    CommentsForm: {
        "version": "On which version of the note is it?",
        "comments": "What do the area's leaders say?",
    },
    CommentForm: {
        "section": "On which section, by its number?",
        "text": "What do they say, in words?",
    },
}
"""The question for each field, by the model that has it. `reason` goes with any decision."""


_AREA = (
    ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES,
    ContactRole.ACCOUNTABLE_OFFICER,
    ContactRole.PARENT_CARER_FORUM,
)
"""As what somebody in the area is written to by a form; the rest have forms of their own."""


def choices_of(model: type[BaseModel], field: str) -> tuple[str, ...]:
    """What an answer may be, where that is limited."""
    if (model, field) == (Person, "role"):
        return tuple(role.value for role in _AREA)
    return shape_of(model, field).choices


def question(model: type[BaseModel], field: str) -> str:
    """What is asked for a field."""
    return QUESTIONS[model][field]
