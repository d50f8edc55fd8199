"""What is generated is committed as the models give it, and says what is so."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from feed.contract.catalogue import CATALOGUE
from feed.contract.examples import examples
from feed.contract.pages import page
from tests.contract.files import PAGES, ROOT, generated
from tests.contract.record import NotRecorded, levelled, record
from tests.contract.release import NotReleased, release

OPENAPI: dict[str, Any] = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))
ASYNCAPI: dict[str, Any] = json.loads((ROOT / "docs" / "asyncapi.json").read_text(encoding="utf-8"))
OPEN_TO_ALL = (
    "/asyncapi.json",
    "/docs",
    "/events/types",
    "/health",
    "/openapi.json",
    "/problems",
    "/schemas",
)
BY_SECRET = ("/calendars/{secret}",)
"""Whose address is the secret: calendar programmes send no token."""
OPERATIONS: dict[str, dict[str, Any]] = {
    f"{method.upper()} {path}": operation
    for path, methods in OPENAPI["paths"].items()
    for method, operation in methods.items()
}


def test_every_generated_file_is_as_the_models_give_it() -> None:
    stale = [
        path.relative_to(ROOT).as_posix()
        for path, text in generated().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]

    assert len(generated()) == len(CATALOGUE) + 5
    assert stale == [], "these are out of date: run make contract"


def test_there_is_no_page_of_a_type_that_there_never_was() -> None:
    assert set(PAGES.iterdir()) <= generated().keys()


# --- Pages -----------------------------------------------------------------------------------


def test_every_type_is_listed_with_a_link_to_its_page() -> None:
    text = (PAGES / "README.md").read_text(encoding="utf-8")

    assert re.findall(r"^\| \[`(\S+)`\]\(\1\.md\)", text, re.MULTILINE) == list(CATALOGUE)


def test_every_page_links_to_places_that_are_on_it_and_its_tables_are_whole() -> None:
    broken = {name: broken_in((PAGES / f"{name}.md").read_text("utf-8")) for name in CATALOGUE}

    assert {name: found for name, found in broken.items() if found} == {}


def broken_in(text: str) -> list[str]:
    """Links of a page that lead nowhere, and rows of its tables that do not have four cells."""
    titles = {title.lower() for title in re.findall(r"^## (.+)$", text, re.MULTILINE)}
    rows = [line for line in text.splitlines() if line[:1] == "|"]
    ragged = [row for row in rows if len(re.findall(r"(?<!\\)\|", row)) != 5]
    return [*(set(re.findall(r"\(#([^)]+)\)", text)) - titles), *(ragged if rows else ["no table"])]


def test_a_retired_type_stays_listed_and_says_so() -> None:
    kind = CATALOGUE["visit.invited.v1"]._replace(retired=True)

    assert "retired: none is recorded any more" in page(kind, {})


# --- OpenAPI ---------------------------------------------------------------------------------


def test_every_door_says_what_token_it_asks_for_or_is_open_to_all() -> None:
    asked = {
        door: (operation.get("security"), {"401", "403"} & operation["responses"].keys())
        for door, operation in OPERATIONS.items()
    }

    open_to_all: tuple[object, set[str]] = (None, set())
    by_token: tuple[object, set[str]] = ([{"token": []}], {"401", "403"})
    assert asked == {
        door: open_to_all
        if door.partition(" ")[2].startswith(OPEN_TO_ALL + BY_SECRET)
        else by_token
        for door in OPERATIONS
    }


def test_every_door_says_no_by_problem_documents_only() -> None:
    refusals = {
        door: {code: answer for code, answer in operation["responses"].items() if code >= "400"}
        for door, operation in OPERATIONS.items()
    }

    assert [
        door for door, said in refusals.items() if not {"422", "500", "503"} <= said.keys()
    ] == []
    assert [
        f"{door}: {code}"
        for door, said in refusals.items()
        for code, answer in said.items()
        if [*answer["content"]] != ["application/problem+json"]
    ] == []


def test_every_door_says_what_it_is_for() -> None:
    assert [door for door, said in OPERATIONS.items() if not said["summary"]] == []
    assert [door for door, said in OPERATIONS.items() if not said["description"]] == []


# --- AsyncAPI --------------------------------------------------------------------------------


def refs(part: Any) -> set[str]:  # noqa: ANN401 - whatever JSON holds
    """Every reference in a document."""
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*map(refs, part.values()))
    return set().union(*map(refs, part)) if isinstance(part, list) else set()


def test_every_type_is_a_message_of_each_door_and_every_reference_leads_somewhere() -> None:
    assert list(ASYNCAPI["components"]["messages"]) == list(CATALOGUE)
    assert list(ASYNCAPI["channels"]["live"]["messages"]) == list(CATALOGUE)
    assert list(ASYNCAPI["channels"]["webhook"]["messages"]) == list(CATALOGUE)
    for ref in refs(ASYNCAPI):
        place = ASYNCAPI
        for step in ref.removeprefix("#/").split("/"):
            place = place[step]


def test_every_channel_of_ours_is_a_door() -> None:
    addresses = {channel["address"] for channel in ASYNCAPI["channels"].values()} - {None}

    assert "/events" in addresses
    assert addresses - {"/events/stream"} <= OPENAPI["paths"].keys()


def test_the_parser_is_run_in_one_version_and_from_no_named_place() -> None:
    made = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert re.search(r"^ASYNCAPI := \d+\.\d+\.\d+$", made, re.MULTILINE)
    assert "@asyncapi/parser@$(ASYNCAPI)" in made
    assert "registry" not in made


# --- What writes them ------------------------------------------------------------------------


def test_examples_are_recorded_only_where_there_is_none_that_is_right() -> None:
    kept = {name: {**event} for name, event in examples().items()}
    fresh = kept.pop("visit.closed.v1")
    kept["visit.started.v1"] |= {"sequence": "1"}
    played = []

    def play(name: str) -> list[dict[str, Any]]:
        played.append(name)
        return [fresh, {**examples()["visit.started.v1"], "time": "2020-10-05T09:00:01.5Z"}]

    made = record(kept, ["smooth", "late"], play)

    assert played == ["smooth"]
    assert made["visit.started.v1"]["time"] == "2020-10-05T09:00:00Z"
    assert list(made) == list(CATALOGUE)


def test_a_type_that_no_scenario_tells_is_refused() -> None:
    with pytest.raises(NotRecorded, match=r"No scenario has an event of visit\.opened\.v1"):
        record({}, ["smooth"], lambda _: [])


def test_moments_are_cut_to_the_minute_and_nothing_else_is() -> None:
    assert levelled({"at": ["2020-10-05T09:00:59.123+01:00", "09:00:59", 3, None]}) == {
        "at": ["2020-10-05T09:00:00+01:00", "09:00:59", 3, None]
    }


class TestARelease:
    def test_is_added_once_and_stays(self, tmp_path: Path) -> None:
        assert release("1.0.0", tmp_path) == "1.0.0: added"
        assert release("1.0.0", tmp_path) == "1.0.0: released as it is"
        assert release("1.10.0", tmp_path) == "1.10.0: added"
        assert len([*tmp_path.glob("1.0.0/*.json")]) == len(CATALOGUE) + 1

    def test_is_not_touched(self, tmp_path: Path) -> None:
        release("1.0.0", tmp_path)
        schema = tmp_path / "1.0.0" / "visit.closed.v1.json"
        schema.write_text(schema.read_text().replace("closed", "shut"))

        with pytest.raises(NotReleased, match="was touched"):
            release("1.1.0", tmp_path)


def test_the_present_version_is_released() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert (ROOT / "feed" / "contract" / "released" / project["version"]).is_dir()
