"""Everything that is there is also connected: nothing can be forgotten on the way."""

import inspect
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

from temporalio import activity, workflow

import activities
import workflows
from activities.channels import MaildirChannel
from activities.documents.rendering import template_of
from activities.record import ContentNotKept
from desk.intake.context import BY_FUNCTION
from register.bookings import TakenElsewhere
from register.connection import Pool
from register.letter_notes import NoteHasLeft
from rules.at_record import REFUSED_AT_RECORD
from rules.decide import DECISIONS
from rules.proofs import NotProved
from schemas import messages as m
from schemas.forms.form import FORMS, VisitForm, messages_of
from schemas.letters import PDF, format_of
from schemas.side_processes import SideDecision, SideDecisionForm, SideOpeningForm
from schemas.state import Receipt
from schemas.values import DocumentKind, LetterKind
from tests.keys import KEYS
from worker.build import build_id
from worker.mail_settings import MailSettings
from worker.plugin import every_workflow
from worker.process import activities_for, delivering
from worker.settings import DeliverySettings
from workflows.names import update_name
from workflows.visit import Visit

UPDATES = workflow._Definition.must_from_class(Visit).updates  # noqa: SLF001 - the SDK's own record
QUERIES = workflow._Definition.must_from_class(Visit).queries  # noqa: SLF001 - the SDK's own record


def contents(package: ModuleType) -> Iterator[object]:
    """Everything a package defines: functions, classes, and what is in its classes."""
    for found in walk_packages(package.__path__, f"{package.__name__}."):
        module = import_module(found.name)
        for value in vars(module).values():
            if getattr(value, "__module__", None) == found.name:
                yield value
                if inspect.isclass(value):
                    yield from vars(value).values()


def activity_name(value: object) -> str | None:
    if not callable(value):
        return None
    definition = activity._Definition.from_callable(value)  # noqa: SLF001 - the SDK's own record
    return definition.name if definition else None


ACTIVITIES = [value for value in contents(activities) if callable(value) and activity_name(value)]


class TestActivities:
    async def test_all_there_are_are_registered(self, pool: Pool, tmp_path: Path) -> None:
        given = activities_for(pool, MaildirChannel(tmp_path), MailSettings().sender)
        async with delivering(pool, DeliverySettings(), KEYS) as deliveries:
            registered = [activity_name(value) for value in (*given, deliveries.hand_over)]

        defined = set(map(activity_name, ACTIVITIES))
        assert None not in registered
        assert set(registered) == defined
        assert len(registered) == len(defined)

    def test_take_one_model_and_say_what_they_do(self) -> None:
        taken = {activity_name(value): parameters(value) for value in ACTIVITIES}

        assert {name: given for name, given in taken.items() if len(given) != 1} == {}
        assert [activity_name(value) for value in ACTIVITIES if not inspect.getdoc(value)] == []

    def test_are_coroutines_so_that_heartbeats_go_on_beside_them(self) -> None:
        plain = [value for value in ACTIVITIES if not inspect.iscoroutinefunction(value)]

        assert list(map(activity_name, plain)) == []


def parameters(function: Callable[..., object]) -> list[str]:
    return [name for name in inspect.signature(function).parameters if name != "self"]


class TestWorkflows:
    def test_all_there_are_are_registered(self) -> None:
        registered = every_workflow()
        defined = {
            value
            for value in contents(workflows)
            if inspect.isclass(value) and workflow._Definition.from_class(value)  # noqa: SLF001
        }
        assert defined == set(registered)

    def test_have_names_of_their_own(self) -> None:
        names = [workflow._Definition.must_from_class(w).name for w in every_workflow()]  # noqa: SLF001

        assert len(set(names)) == len(names)


class TestDecisions:
    def test_each_has_one_update(self) -> None:
        assert set(DECISIONS) == set(m.Decision.__subclasses__())
        assert {update_name(decision) for decision in DECISIONS} == set(UPDATES)
        assert len(UPDATES) == len(DECISIONS)

    def test_its_update_is_described_typed_and_validated(self) -> None:
        updates = {decision: UPDATES[update_name(decision)] for decision in DECISIONS}

        assert [
            name for name, update in UPDATES.items() if not (update.description or "").endswith(".")
        ] == []
        assert [
            update.name for d, update in updates.items() if update.arg_types != [d, str | None]
        ] == []
        assert [update.name for update in updates.values() if update.ret_type is not Receipt] == []
        assert [update.name for update in updates.values() if update.validator is None] == []

    def test_no_two_are_described_alike(self) -> None:
        descriptions = [update.description for update in UPDATES.values()]

        assert len(set(descriptions)) == len(descriptions)

    def test_an_update_is_named_for_its_decision(self) -> None:
        assert update_name(m.ConfirmTeam) == "confirm_team"
        assert update_name(m.Respond) == "respond"
        assert update_name(m.ShareNote) == "share_note"


class TestQueries:
    def test_are_described(self) -> None:
        assert "state" in QUERIES
        assert [
            name for name, query in QUERIES.items() if not (query.description or "").endswith(".")
        ] == []


class TestForms:
    def test_each_is_declared_and_so_can_be_taken_in_and_played(self) -> None:
        of_visits = set(VisitForm.__subclasses__())
        beside = {*SideOpeningForm.__subclasses__(), *SideDecisionForm.__subclasses__()}
        assert ours(FORMS.values()) == ours(of_visits | beside)

    def test_each_decision_has_exactly_one(self) -> None:
        told = [message for form in FORMS.values() for message in messages_of(form)]

        assert len(told) == len(set(told))
        assert set(told) >= {*DECISIONS, *ours(SideDecision.__subclasses__())}

    def test_one_that_is_copied_says_what_its_message_says(self) -> None:
        """A field that only one of them has would be lost on the way, or never be filled."""
        for form in set(FORMS.values()) - set(BY_FUNCTION) - set(SideOpeningForm.__subclasses__()):
            (message,) = messages_of(form)
            addressed = {"number"} if issubclass(form, SideDecisionForm) else set()
            says = set(form.model_fields) - addressed
            told = set(message.model_fields) - {"actor"}
            assert says == told, form.__name__


def ours(models: Iterable[type[Any]]) -> set[type[Any]]:
    """Those of the language: tests make some of their own."""
    return {model for model in models if model.__module__.startswith("schemas.")}


class TestTemplates:
    def test_every_letter_and_document_has_one_and_there_are_no_others(self) -> None:
        letters = _templates("letters", "txt")
        documents = _templates("documents", "typ")

        assert {kind.value for kind in LetterKind} <= letters
        assert {template_of(kind) for kind in DocumentKind if format_of(kind) is PDF} <= documents


def _templates(kind: str, ending: str) -> set[str]:
    folder = Path(str(activities.__file__)).parent / kind / "templates"
    return {template.stem for template in folder.glob(f"*.{ending}")}


def test_a_build_is_named_for_its_release_and_its_code() -> None:
    from importlib.metadata import version

    release, _, code = build_id().rpartition("-")

    assert release == version("area-visits")
    assert len(code) == 12
    assert int(code, 16)
    assert build_id() == build_id()


def test_nothing_but_models_crosses_into_a_workflow() -> None:
    run: Any = workflow._Definition.must_from_class(Visit)  # noqa: SLF001 - the SDK's own record

    assert [kind.__name__ for kind in run.arg_types or []] == ["VisitInput"]
    assert run.ret_type is not None


def test_what_is_refused_when_it_is_recorded_fails_for_good_and_is_told_in_words() -> None:
    failures = {
        failure.__name__: failure
        for failure in (ContentNotKept, NoteHasLeft, NotProved, TakenElsewhere)
    }
    assert set(REFUSED_AT_RECORD) == set(failures)
    assert all(failure.final for failure in failures.values())
