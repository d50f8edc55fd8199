"""What fields are called where people fill them in: the label, and the hint.

A form says it beside a field that is its own: `Annotated[SchoolUrn, FieldWords("…")]`. Here is what
many forms ask alike, said once, by the field's name alone; and the words of what forms are made of,
by model and name, `SurveyRow.answer`. A test sees that every field of every form has words.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Final, get_args, get_origin

from pydantic import BaseModel


@dataclass(frozen=True)
class FieldWords:
    """What a field is called where people fill it in.

    Attributes:
        label: What is asked.
        hint: What helps to answer; empty where nothing is needed.
    """

    label: str
    hint: str = ""


REF_HINT: Final = "Lower-case letters, digits and hyphens, for example dcs or health-1"

SHARED: Final[dict[str, FieldWords]] = {
    "reason": FieldWords("Reason", "It is kept with the decision, and events never show it"),
    "happened_on": FieldWords("On which day did it happen?", "Leave it empty if it was today"),
    "happened_at": FieldWords("At what time?", "For example 14:30; leave it empty if it was now"),
    "ref": FieldWords("Short reference", REF_HINT),
    "role": FieldWords("Role"),
    "name": FieldWords("Full name"),
    "email": FieldWords("Email address"),
    "organisation": FieldWords("Organisation"),
    "letter": FieldWords("Which letter?"),
    "inspector": FieldWords("Inspector"),
    "inspectors": FieldWords("Inspector"),
    "members": FieldWords("Member of the team"),
    "day_one": FieldWords("First day"),
    "day_two": FieldWords("Second day"),
    "mode": FieldWords("How is it held?"),
    "audience": FieldWords("Whose survey?"),
    "question": FieldWords("Question", "A short label will do"),
    "count": FieldWords("How many gave it?"),
    "cases": FieldWords("Case studies", "Select all that it rests on"),
    "case": FieldWords("Which case?", "Its number on the area's list, for example case-3"),
    "title": FieldWords("Title"),
    "slots": FieldWords("Which meetings?"),
    "findings": FieldWords("Finding"),
    "text": FieldWords("In words"),
    "version": FieldWords("Version of the note", "Leave it empty for the latest"),
    "heading": FieldWords("Heading"),
    "paragraphs": FieldWords(
        "Paragraphs",
        "Leave an empty line between two paragraphs. A line that begins with - or 1. is an item of "
        "a list; *words* are stressed, **words** are strong",
    ),
    "digest": FieldWords(
        "Digest of the version", "64 characters, if you want to be sure which words are meant"
    ),
    "finding": FieldWords("Which finding?", "For example finding-2"),
    "area": FieldWords("Which area?", "Its code, for example E10000016"),
    "team": FieldWords("Member of the team"),
    "visits_a_week": FieldWords("How many visits may be opened in a week?"),
    "statement": FieldWords("Short name of the statement", REF_HINT),
    "visit": FieldWords("Visit", "For example interim-e10000016"),
    "schools": FieldWords("Schools", "One a line"),
    "trusts": FieldWords("Trusts", "One a line"),
    "places": FieldWords("Places", "One a line"),
    "key": FieldWords("Short name", REF_HINT),
    "programme": FieldWords("Programme", "Its short name, for example spring-2027"),
    "office": FieldWords("Who publishes it"),
    "introduction": FieldWords("Introduction", "Leave an empty line between two paragraphs"),
    "method": FieldWords("Method", "Leave an empty line between two paragraphs"),
    "contact": FieldWords("Whom to ask"),
    "telephone": FieldWords("Telephone number"),
    "leave": FieldWords("Leave"),
    "travel": FieldWords("Travel", "For each place that somebody travels to"),
    "workload": FieldWords("Workload", "For each visit by which one has more than another"),
    "spread": FieldWords("Spread", "For each visit that begins in the fullest week"),
    # Where a part of forms means something of its own by a name:
    "Contact.office": FieldWords("Office", "Never a person"),
    "OpenReportForm.programme": FieldWords("What the programme is called"),
    "SurveyRow.answer": FieldWords("Answer", "One that could be chosen, nobody's own words"),
    "Seed.text": FieldWords("Seed", "For example the numbers of a public lottery"),
    "ThemedFinding.themes": FieldWords("Themes", "Their short names, one a line"),
    "Span.first": FieldWords("First day"),
    "Span.last": FieldWords("Last day"),
    "FurtherNames.people": FieldWords("People", "One a line"),
    "FurtherNames.names": FieldWords("Names", "One a line"),
}
"""The words of fields that do not have their own beside them."""


def words_of(model: type[BaseModel], field: str, annotation: Any) -> FieldWords:  # noqa: ANN401 - a type
    """The words of a field of a form, or of what a form is made of.

    Args:
        model: Whose field it is.
        field: Its name.
        annotation: How it is declared.

    Raises:
        KeyError: It has none.
    """
    if get_origin(annotation) is Annotated:
        for said in get_args(annotation)[1:]:
            if isinstance(said, FieldWords):
                return said
    for kind in model.__mro__:
        if own := SHARED.get(f"{kind.__name__}.{field}"):
            return own
    return SHARED[field]
