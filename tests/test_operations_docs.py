"""The guides say what is so: searches run, names exist, pictures and places are there."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from temporalio.service import RPCError

from schemas.values import Owner, Stage, TaskKind
from stack import EmbeddedStack
from worker.connections import connect
from workflows.search_attributes import SAVED_SEARCHES, SEARCH_ATTRIBUTES

DOCS = Path(__file__).parents[1] / "docs"
GUIDES = {
    name: (DOCS / name).read_text(encoding="utf-8")
    for name in ("operations.md", "visits.md", "letters.md", "programmes.md", "reports.md")
}
PAGE = GUIDES["operations.md"]
PICTURES = DOCS / "pictures"
SCENARIOS = DOCS.parent / "scenarios"


def section(title: str, guide: str = "operations.md") -> str:
    return GUIDES[guide].split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def rows(text: str) -> list[list[str]]:
    """The cells of the rows of a section's tables, headers included."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


SEARCHES = {
    name: query.strip("`")
    for name, query in rows(section("Saved searches"))
    if query.startswith("`")
}


def test_every_saved_search_is_on_the_page_as_it_is_in_the_code() -> None:
    assert SEARCHES.items() >= SAVED_SEARCHES.items()
    assert any(name.startswith("Overdue") for name in SEARCHES)
    assert any(name.startswith("On site this week") for name in SEARCHES)


async def test_the_server_understands_every_search(stack: EmbeddedStack) -> None:
    client = await connect(stack.addresses.temporal, stack.addresses.namespace)

    refused = {}
    for name, query in SEARCHES.items():
        try:
            await client.count_workflows(query)
        except RPCError as error:
            refused[name] = error.message
    assert refused == {}


def test_a_link_that_keeps_a_search_holds_the_search_of_that_name() -> None:
    links = re.findall(r"\((http\S+savedQuery=\S+)\)", PAGE)
    assert links
    for link in links:
        asked = parse_qs(urlsplit(link).query)
        assert SAVED_SEARCHES[asked["savedQuery"][0]] == asked["query"][0]


def test_every_search_attribute_is_described() -> None:
    described = rows(section("What visits can be searched by"))

    assert {name.strip("`") for name, *_ in described[1:]} == set(SEARCH_ATTRIBUTES)


def test_every_stage_and_owner_is_named_where_it_is_searched_by() -> None:
    text = section("What visits can be searched by")

    assert not [value for value in (*Stage, *Owner) if f"`{value}`" not in text]


def test_every_task_is_explained_with_the_command_that_does_it() -> None:
    explained = {
        name.strip("`"): command
        for name, _, command in rows(section("When a visit needs attention"))[1:]
    }

    assert explained.keys() == set(TaskKind)
    assert all("`visits " in command for command in explained.values())


def test_every_stage_has_its_pictures() -> None:
    for number, stage in enumerate(Stage, start=1):
        for view in ("metadata", "timeline"):
            assert f"pictures/{number}-{stage}-{view}.png" in PAGE


def test_every_picture_is_there_and_shown_and_all_of_them_are_small() -> None:
    there = {path.name: path.stat().st_size for path in PICTURES.glob("*.png")}

    assert set(re.findall(r"\(pictures/(\S+?\.png)\)", PAGE)) == set(there)
    assert sum(there.values()) < 3_000_000


def test_every_rehearsal_of_a_programme_is_listed() -> None:
    listed = set(
        re.findall(
            r"^\| `([a-z0-9-]+)` \|",
            section("A programme of visits", "programmes.md"),
            re.MULTILINE,
        )
    )

    assert listed == {path.stem for path in (SCENARIOS / "programmes").glob("*.yaml")}
