"""Forms are written out with what is known, taken back as they are, and changed field by field."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer

from console.decide.one_field import one_corrected, with_fields_changed
from console.decide.submit import PANEL
from console.main import app
from console.terminal.forms import BrokenForm, from_file
from console.terminal.questions import FILE_FORMS
from console.terminal.templates import template
from desk.known import known_of
from register.visits import require
from schemas.forms.letters import CorrectionForm
from schemas.forms.preparation import TimetableForm
from schemas.ids import VisitId
from stack import EmbeddedStack
from tests.console.conftest import Visits
from tests.e2e.walking import Walk, own_engine
from tests.engine import Engine
from tests.support.signed_in import sign_in

UNKNOWN = {
    "finding": {"kind": "worked_well", "text": "Families were called each week."},
    "comment": {"text": "This was in March."},
}
"""What nobody can know before, as somebody would fill it in."""


@dataclass
class Drafted:
    """A visit whose note is drafted, so that something is known for every form."""

    engine: Engine
    walk: Walk

    async def known(self, name: str) -> dict[str, Any]:
        async with self.engine.pool.acquire() as connection:
            state = await require(connection, self.walk.visit)
            return await known_of(connection, state, name)


@pytest.fixture(scope="module")
async def drafted(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Drafted]:
    folder = tmp_path_factory.mktemp("drafted")
    async with own_engine(stack.addresses, folder) as engine, engine.working() as (client, _):
        walk = Walk(engine.scenario(), client, engine.pool, engine.settings.task_queue)
        await walk.open()
        await walk.steps_through("draft")
        yield Drafted(engine, walk)


@pytest.mark.parametrize("name", FILE_FORMS)
async def test_what_is_written_out_is_taken_back(
    name: str, drafted: Drafted, tmp_path: Path
) -> None:
    known = await drafted.known(name)
    text = template(name, FILE_FORMS[name], known, drafted.walk.visit)
    for field, value in UNKNOWN.get(name, {}).items():
        text = text.replace(f"{field}: ''", f"{field}: {value}")
    path = tmp_path / "form.yaml"
    path.write_text(text, "utf-8")

    form = from_file(FILE_FORMS[name], path)

    if name not in UNKNOWN:
        assert form == FILE_FORMS[name].model_validate(known)
    if name in {"timetable", "draft", "nominate"}:
        assert form.model_dump(exclude={"ref"}) == drafted.walk.form_of(name).model_dump(
            exclude={"ref"}
        )
    if name == "contacts":
        assert form == drafted.walk.scenario.contacts


@pytest.mark.parametrize("name", FILE_FORMS)
def test_what_is_not_filled_in_is_refused_and_named(
    name: str, visits: Visits, tmp_path: Path
) -> None:
    path = tmp_path / "blank.yaml"

    written = visits("forms", name, "--out", str(path))

    assert written.exit_code == 0, written.output
    with pytest.raises(BrokenForm, match=r"blank\.yaml cannot be used"):
        from_file(FILE_FORMS[name], path)


def test_the_form_of_contacts_says_that_a_visit_can_be_opened_with_it(visits: Visits) -> None:
    opening = "visits open AREA --day-one DATE --contacts whom.yaml; once it is open, "

    assert opening in visits("forms", "contacts", "--out", "whom.yaml").output
    assert "visits open AREA" in visits("forms", "contacts").output
    assert "visits open AREA" not in visits("forms", "nominate").output


def test_every_command_that_takes_a_file_has_a_form_to_be_filled_in() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    taking = {
        name
        for name, command in commands.items()
        if command.rich_help_panel == PANEL
        and any((parameter.metavar or "").startswith("FORM.yaml") for parameter in command.params)
    }

    assert taking == set(FILE_FORMS)


@pytest.fixture
async def there(drafted: Drafted, monkeypatch: pytest.MonkeyPatch) -> VisitId:
    """The visit, where commands find its register."""
    monkeypatch.setenv("DATABASE_URL", drafted.engine.addresses.database_url)
    await sign_in(drafted.engine.addresses.database_url, monkeypatch)
    return drafted.walk.visit


async def corrected(visit: VisitId, *fields: str) -> CorrectionForm:
    return await asyncio.to_thread(one_corrected, visit, fields, Path("var"))


async def test_fields_of_one_person_are_a_correction_of_that_person(
    there: VisitId, capsys: pytest.CaptureFixture[str]
) -> None:
    form = await corrected(there, "dcs.email=new@kent.example.gov.uk", "dcs.name=Ann Lee")

    assert (form.person, form.email, form.name) == ("dcs", "new@kent.example.gov.uk", "Ann Lee")
    assert form.organisation is None
    assert f"as with `visits correct {there} dcs`" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (["dcs.email"], "does not say which field is to be what"),
        (["dcs.role=parent_carer_forum"], "changes with the whole form"),
        (["nobody.email=a@kent.example.gov.uk"], "nobody in visit .* has the reference"),
        (["dcs.name=A", "forum.name=B"], "one person is corrected at a time"),
    ],
)
async def test_any_other_change_says_how_it_is_made(
    fields: list[str], told: str, there: VisitId
) -> None:
    with pytest.raises(typer.BadParameter, match=told):
        await corrected(there, *fields)


async def retimed(visit: VisitId, field: str) -> TimetableForm:
    return await asyncio.to_thread(
        with_fields_changed, TimetableForm, "timetable", visit, [field], Path("var")
    )


async def test_one_field_of_a_meeting_leaves_all_others(there: VisitId, drafted: Drafted) -> None:
    form = await retimed(there, "feedback.starts=15:45")

    was = TimetableForm.model_validate(await drafted.known("timetable"))
    others = [(one, other) for one, other in zip(form.meetings, was.meetings, strict=True)]
    (feedback,) = [one for one, other in others if one != other]
    assert (feedback.slot_id, f"{feedback.starts:%H:%M}") == ("feedback", "15:45")


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("lunch.starts=12:00", "there is no entry"),
        ("feedback.start=15:45", "there is no field"),
    ],
)
async def test_what_is_not_in_the_timetable_is_not_changed(
    field: str, told: str, there: VisitId
) -> None:
    with pytest.raises(typer.BadParameter, match=told):
        await retimed(there, field)
