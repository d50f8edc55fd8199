"""Each visit is retold as a scenario with the same decisions on the same days, and nobody in it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pytest

from desk.departments import department_in
from register import letters
from register.letters import LetterRow
from release.rehearsal import load_scenario
from release.rehearsal.days import days_of
from release.retold import as_yaml
from schemas.forms.form import FORMS, told_by
from schemas.scenario import Scenario, Step, filled_in
from schemas.streams import AnyEvent
from schemas.values import LetterStatus
from stack import EmbeddedStack
from tests.engine import AUTUMN_2020, Engine
from tests.performances import NAMES, Performances, each_on_its_own

PERSONAL = {
    *("name", "email", "organisation", "title", "place", "fallback", "text", "reason"),
    *("heading", "paragraphs", "links", "joining", "school", "question"),
}
"""Fields whose values are somebody's or say something."""
COUNTED = {"count", "age_band", "need"}
"""Fields of which reports count, and whose values are others, too."""
NOT_KEPT = frozenset({"born", "lacks_capacity"})
"""Fields that are only looked at."""


class Words:
    """Tells only which personal values are equal, by the order in which they come."""

    def __init__(self) -> None:
        self.seen: dict[tuple[str, str], int] = {}

    def without(self, value: Any, field: str = "") -> Any:  # noqa: ANN401 - as forms have it
        if field in PERSONAL | COUNTED and value is not None:
            said = json.dumps(value).lower()
            same = sum(known == field for known, _ in self.seen)
            return f"{field} {self.seen.setdefault((field, said), same)}"
        if isinstance(value, dict):
            of_survey = "question" in value
            return {
                k: self.without(v, "text" if of_survey and k == "answer" else k)
                for k, v in value.items()
                if k not in NOT_KEPT
            }
        if isinstance(value, list):
            return [self.without(item) for item in value if not is_department(item)]
        return value


def is_department(item: object) -> bool:
    return isinstance(item, Mapping) and department_in(item.get("role", "")) is not None


class Reading:
    """A scenario's steps, read one after the other."""

    def __init__(self, scenario: Scenario) -> None:
        self.words = Words()
        self.days = days_of(scenario, AUTUMN_2020)
        contacts = scenario.contacts.model_dump(mode="json") if scenario.contacts else None
        self.contacts = self.words.without(contacts)

    def shape(self, step: Step, fields: frozenset[str]) -> tuple[Any, ...]:
        form = filled_in(step, self.days.one, self.days.two, day=self.days.day)
        values = form.model_dump(mode="json", include=set(fields))
        return step.at, step.do, step.by, self.words.without(values)


@pytest.mark.parametrize("name", NAMES)
def test_each_scenario_comes_back_from_its_visit(name: str, performances: Performances) -> None:
    performance = performances[name]
    written, retold = performance.played, performance.retold.scenario

    assert performance.retold.notes == ()
    assert (retold.area, retold.policy) == (written.area, written.policy)
    assert days_of(retold, AUTUMN_2020) == days_of(written, AUTUMN_2020)
    taken = [step for step in written.steps if step.refused is None]
    assert [step.do for step in retold.steps] == [step.do for step in taken]
    one, other = Reading(written), Reading(retold)
    assert other.contacts == one.contacts
    for step, again in zip(taken, retold.steps, strict=True):
        # Meetings that are joined by their fallback need nothing said.
        left_out = {"joining"} - again.form.keys()
        fields = frozenset(step.form.keys() - left_out)
        assert other.shape(again, fields) == one.shape(step, fields)
    for row in performance.letters:
        key = row.order.key
        assert retold.post.refuses_letter(key) == written.post.refuses_letter(key), key
        assert retold.post.times_put_off(key) == written.post.times_put_off(key), key
    assert retold.post.proves_delivery == written.post.proves_delivery


class Again(NamedTuple):
    """What came of a visit that was written out and rehearsed from that file.

    Attributes:
        visit: Its events.
        beside: Those of what is beside it.
        letters: What became of each letter.
    """

    visit: list[tuple[str, str]]
    beside: list[tuple[str, str]]
    letters: dict[str, LetterStatus]


@pytest.fixture(scope="module")
async def rehearsed(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory, performances: Performances
) -> Mapping[str, Again | BaseException]:
    """Each visit of the suite, rehearsed from the file it was written out as."""

    async def rehearse(name: str, engine: Engine) -> Again:
        path = engine.folder / "retold.yaml"
        path.write_text(as_yaml(performances[name].retold.scenario), encoding="utf-8")
        own = {"programme": f"t{engine.number}"}
        state = await engine.play(load_scenario(path).model_copy(update=own))
        events = [entry.event for entry in await engine.all_events()]
        async with engine.pool.acquire() as connection:
            rows = await letters.of_visit(connection, state.visit_id)
        return Again(
            dated([event for event in events if event.subject == state.visit_id]),
            dated([event for event in events if event.subject != state.visit_id]),
            became_of(rows),
        )

    return await each_on_its_own(stack, tmp_path_factory, rehearse)


@pytest.mark.parametrize("name", NAMES)
def test_rehearsing_it_gives_the_same_events_at_the_same_dates(
    name: str, performances: Performances, rehearsed: Mapping[str, Again | BaseException]
) -> None:
    performance, again = performances[name], rehearsed[name]
    if isinstance(again, BaseException):
        raise again

    assert again.visit == dated(performance.events)
    assert sorted(again.beside) == sorted(dated(performance.others))
    assert again.letters == became_of(performance.letters)


def dated(events: Sequence[AnyEvent]) -> list[tuple[str, str]]:
    """What happened, on which days."""
    return [(f"{event.at:%Y-%m-%d}", event.type.value) for event in events]


def became_of(rows: Sequence[LetterRow]) -> dict[str, LetterStatus]:
    return {row.order.key.partition("/")[2]: row.status for row in rows}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_people_wrote_or_are_called_is_in_it(
    name: str, performances: Performances
) -> None:
    performance = performances[name]
    written = as_yaml(performance.retold.scenario)

    said = {text for _, body in performance.content for text in texts(json.loads(body))}
    assert said
    assert [text for text in said if text in written] == []


def texts(value: object, field: str = "") -> set[str]:
    """What is personal in content of the register."""
    if field in PERSONAL and isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        inner = PERSONAL if field == "links" else ()
        return {t for k, v in value.items() for t in texts(v, "text" if inner else k)}
    if isinstance(value, list):
        return {text for item in value for text in texts(item, field)}
    return set()


def test_every_form_is_known_again_by_some_fact() -> None:
    assert [name for name, kind in FORMS.items() if not told_by(kind)] == []
