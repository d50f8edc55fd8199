"""What documents name is there: commands, their options, targets, files, places of links.

Whether what they say of it is true is tested apart, guide by guide.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command_lines import every_option, faults

ROOT = Path(__file__).parents[1]
PAGES = {
    str(page.relative_to(ROOT)): page.read_text(encoding="utf-8")
    for place in ("*.md", "docs/*.md", "docs/decisions/*.md", "*/**/README.md")
    for page in ROOT.glob(place)
    if not {".venv", ".pytest_cache", "node_modules", "var"} & set(page.relative_to(ROOT).parts)
}
NOW = {name: text for name, text in PAGES.items() if name != "CHANGELOG.md"}
"""The pages that speak of today; a changelog names what is gone."""


def command_lines(text: str) -> Iterator[str]:
    """What comes after `visits` wherever a page shows how it is typed."""
    joined = text.replace("\\\n", " ")
    shown = re.findall(
        r"(?:`|^(?:\$ )?|bin/|\$\()(?:[A-Z_]+=\S+ )?visits ([a-z][^`\n)]*)", joined, re.MULTILINE
    )
    for line in shown:
        yield re.sub(r"\s#.*| \| .*", "", line)


def places(text: str) -> set[str]:
    """Where links into a page may lead."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^a-z0-9_ -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_a_command_or_an_option_that_there_is_not_is_found() -> None:
    assert list(faults("show VISIT --jsn")) == ["visits show --jsn"]
    assert list(faults("programme strt x")) == ["visits programme strt"]
    assert list(faults("nothing-like-it --json")) == ["visits nothing-like-it"]
    assert list(faults("open Kent --day-one 2027-03-01 --json")) == []


def test_there_is_much_to_look_at() -> None:
    assert sum(1 for text in NOW.values() for _ in command_lines(text)) > 400


@pytest.mark.parametrize("page", NOW)
def test_every_command_line_is_one(page: str) -> None:
    assert [fault for line in command_lines(NOW[page]) for fault in faults(line)] == []


@pytest.mark.parametrize("page", NOW)
def test_every_option_is_one(page: str) -> None:
    named = set(re.findall(r"`(--[a-z][a-z-]+)", NOW[page]))

    assert named - every_option() == set()


@pytest.mark.parametrize("page", NOW)
def test_every_target_is_one(page: str) -> None:
    targets = re.findall(
        r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    named = re.findall(r"(?:`|^)make ([a-z][a-z-]*)", NOW[page], re.MULTILINE)

    assert set(named) <= set(targets)


@pytest.mark.parametrize("page", [name for name in NOW if not name.startswith("tests/")])
def test_every_file_that_is_named_is_there(page: str) -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir()} - {"var"}
    named = set(re.findall(r"`((?:[a-z_]+/)+[a-z0-9_.-]*)`", NOW[page]))
    ours = {path for path in named if path.partition("/")[0] in folders}

    assert {path for path in ours if not (ROOT / path).exists()} == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    folder = (ROOT / page).parent
    for there, place in re.findall(r"\]\(([^)\s#]*)(?:#([^)\s]+))?\)", PAGES[page]):
        if there.startswith(("http:", "https:", "mailto:")):
            continue
        file = folder / there if there else ROOT / page
        assert file.exists(), there
        if place:
            assert place in places(file.read_text(encoding="utf-8")), f"{there}#{place}"


@pytest.mark.parametrize("page", [name for name, text in NOW.items() if "\n- [" in text])
def test_contents_are_whole(page: str) -> None:
    contents = re.findall(r"^- \[(.+)\]\(#", NOW[page], re.MULTILINE)

    assert not contents or contents == re.findall(r"^## (.+)$", NOW[page], re.MULTILINE)


def test_every_decision_is_in_the_table_under_its_title() -> None:
    table = re.findall(
        r"^\| \[(\d{4})\]\((\S+)\) \| (.+) \| stands \|$",
        PAGES["docs/decisions/README.md"],
        re.MULTILINE,
    )
    titles = {
        Path(name).name: text.partition("\n")[0]
        for name, text in PAGES.items()
        if re.match(r"docs/decisions/\d", name)
    }

    assert [number for number, _, _ in table] == sorted(number for number, _, _ in table)
    assert {file: f"# {number}: {title}" for number, file, title in table} == titles


def test_the_picture_of_the_floors_is_in_the_order_that_imports_are_held_to() -> None:
    picture = (ROOT / "docs" / "architecture.svg").read_text(encoding="utf-8")
    _, _, told = picture.partition("Every floor may import only the floors below it: ")
    floors = told.partition(".")[0].replace(" and ", " ")
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    (layers,) = (one["layers"] for one in contracts["importlinter"]["contracts"] if "layers" in one)

    assert re.findall(r"\w+", floors) == re.findall(r"\w+", " ".join(layers))
