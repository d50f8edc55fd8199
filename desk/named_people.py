"""Whether comments on the note name somebody, so that whoever reads them is told.

Comments are about facts and name nobody. The names of everybody whom the visit knows are looked for
as a report's gate does; whom nobody knows here, it cannot find.
"""

from collections.abc import Iterable, Mapping, Sequence

from desk.note_readings import commented_versions
from desk.written import Record
from register import content
from register.connection import Connection
from register.english_words import english_words
from rules.anonymity.gate import find_names
from schemas.anonymity import Name, NameFound, NameKind, Ruling
from schemas.forms.note import CommentsForm
from schemas.ids import VisitId
from schemas.personal import Person
from schemas.visible import echoed


def people_named(people: Iterable[Person], texts: Mapping[str, str]) -> list[NameFound]:
    """Where texts name some people, in the order of the texts.

    Args:
        people: Who is known.
        texts: By where each stands.
    """
    names = sorted({person.name for person in people})
    known = [Name(text=name, kind=NameKind.PERSON, source="visit") for name in names]
    return find_names(texts, known, words=english_words()) if texts else []


def named_in_comments(record: Record) -> dict[str, str]:
    """What is to be said of the comments of a visit that name somebody, by their words."""
    texts = {
        comment.text: comment.text
        for version in commented_versions(record)
        for section in version.sections
        for comment in section.comments
    }
    found: dict[str, list[NameFound]] = {}
    for one in people_named((known.person for known in record.people), texts):
        found.setdefault(one.place, []).append(one)
    return {text: all_named(some) for text, some in found.items()}


async def told_of_comments(
    connection: Connection, visit: VisitId, form: CommentsForm
) -> tuple[str, ...]:
    """What whoever sends comments is told before they do: a sentence for each name in them."""
    places = {f"{number}": one for number, one in enumerate(form.comments)}
    people = await content.everybody(connection, visit)
    found = people_named(people, {place: one.text for place, one in places.items()})
    told = [
        f"In the comment on section {places[one.place].section}, {named_words(one)}. Comments are "
        "kept with the visit and name nobody: write it without the name, if it need not be there."
        for one in found
    ]
    return tuple(dict.fromkeys(told))


def named_words(found: NameFound) -> str:
    """What of a text names somebody, in the text's own words: `“Okafor” names a person`."""
    may = "names" if found.ruling is Ruling.NAMED else "may name"
    return f"“{echoed(found.spelled)}” {may} a person"


def all_named(found: Sequence[NameFound]) -> str:
    """The same of several, each once, as one sentence; empty for none."""
    words = list(dict.fromkeys(named_words(one) for one in found))
    return f"{'; '.join(words)}." if words else ""
