"""A form filled in from a file, as the commands take one: YAML, or CSV where those take that."""

from functools import partial
from typing import Final

from starlette.datastructures import UploadFile

from desk.note_files import filled_from
from desk.reading import MEANINGS, Mistakes, NotYaml, Terms, checked
from desk.reading.area_contacts import are_area_contacts, area_contacts_in
from desk.reading.note_files import UnusableNote
from desk.reading.survey_results import BrokenResults, survey_results_in
from desk.reading.values import Fields
from desk.reading.yaml_values import yaml_value
from pages.deciding.fields import Field, Kind, defaults_of
from pages.deciding.matter import Matter
from pages.deciding.note_files import MARKS, is_note
from pages.deciding.typed import Typed, typed_of
from pages.dependencies import PagesDependencies
from pages.session.csrf import MOST_FIELDS
from register.area_names import code_meant
from rules.selection.csv_text import NotUsable
from rules.zones import london_date
from schemas.forms.form import Form
from schemas.forms.preparation import SurveyResultsForm
from schemas.programme.forms import AreaContactsForm
from schemas.sentences import Sentence

LARGEST: Final = 2_000_000  # bytes, as for the API
_MOST: Final = MOST_FIELDS - 100  # that a page sends back, with room for what stands beside them
_CALLED: Final = "The file"


class UnusableFile(Sentence):
    """A file cannot be used; the sentence says where and why."""


def takes_file(fields: tuple[Field, ...]) -> bool:
    """Whether a form is long enough for a file."""
    return any(field.kind in {Kind.ROWS, Kind.PAIRS} for field in fields)


async def typed_in(
    deps: PagesDependencies, matter: Matter, fields: tuple[Field, ...], typed: Typed, file: object
) -> Typed:
    """What would have been typed for what a file says.

    Args:
        deps: What the pages stand on.
        matter: What the form is filled in for.
        fields: Of the form.
        typed: What was typed so far; a note says nothing of some of it, which stays.
        file: As it was sent.

    Raises:
        UnusableFile: It is no such file, or is not filled in as it should be.
    """
    if not isinstance(file, UploadFile) or not file.filename:
        raise UnusableFile("Select a file.")
    content = await file.read(LARGEST + 1)
    if is_note(matter.form, file.filename, content):
        return await _from_note(deps, matter, fields, typed, content)
    if matter.notes_alone:
        raise UnusableFile("The file must be the note that you edited, saved as .docx or .odt.")
    if len(content) > LARGEST:
        raise UnusableFile("The file is larger than 2 megabytes.")
    kind = matter.form
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnusableFile("The file is not a text in UTF-8.") from None
    try:
        values = _values(deps, kind, text)
        form = checked(kind, values, Terms(source=_CALLED, meanings=MEANINGS))
    except Mistakes as mistakes:
        raise UnusableFile(f"The file cannot be used: {mistakes}.") from None
    except NotYaml as error:
        raise UnusableFile(f"The file cannot be understood: {error}.") from None
    except (BrokenResults, NotUsable) as error:
        raise UnusableFile(str(error)) from None
    found = typed_of(
        fields, {**defaults_of(kind), **form.model_dump(mode="json", exclude_defaults=True)}
    )
    if len(found) > _MOST:
        raise UnusableFile(
            "The file has more rows than a page can show, so nothing of it was taken over. At a "
            "terminal, and over the API, all of it can be recorded."
        )
    return found


async def _from_note(
    deps: PagesDependencies,
    matter: Matter,
    fields: tuple[Field, ...],
    typed: Typed,
    content: bytes,
) -> Typed:
    try:
        filled = await filled_from(deps.pool, matter.form, matter.subject, content)
    except UnusableNote as why:
        raise UnusableFile(f"The file cannot be used: {why}.") from None
    kept = {at: texts for at, texts in typed.items() if at.partition(".")[0] not in filled.values}
    return {**kept, MARKS: list(filled.marks), **typed_of(fields, filled.values)}


def _values(deps: PagesDependencies, kind: type[Form], text: str) -> object:
    if kind is SurveyResultsForm:
        return {"rows": survey_results_in(text, _CALLED)}
    if kind is AreaContactsForm and are_area_contacts(text):
        meant = partial(code_meant, on=london_date(deps.now()))
        found = area_contacts_in(text.encode(), _CALLED, meant)
        return {
            "areas": {
                area: [person.model_dump(mode="json") for person in people]
                for area, people in found.items()
            }
        }
    values = yaml_value(text, _CALLED)
    if not isinstance(values, Fields):
        raise UnusableFile("The file is not a form: it should be lines of `name: value`.")
    return values
