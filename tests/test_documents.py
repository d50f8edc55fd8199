"""What documents name is there: commands, their options, targets, files, places of links.

Whether what they say of it is true is tested apart, guide by guide.
"""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer

from console.main import app

ROOT = Path(__file__).parents[1]
PAGES = {
    str(page.relative_to(ROOT)): page.read_text(encoding="utf-8")
    for place in ("*.md", "docs/*.md", "docs/decisions/*.md", "*/**/README.md")
    for page in ROOT.glob(place)
    if not {".venv", ".pytest_cache", "node_modules", "var"} & set(page.relative_to(ROOT).parts)
}
NOW = {name: text for name, text in PAGES.items() if name != "CHANGELOG.md"}
"""The pages that speak of today; a changelog names what is gone."""
OTHERS = frozenset({"--build-arg"})
"""Options of other people's programs."""


class Command(NamedTuple):
    """A command, or a group of them.

    Attributes:
        flags: Its options that take no value.
        valued: Those that take one.
        below: The commands of a group, by name.
    """

    flags: frozenset[str]
    valued: frozenset[str]
    below: "dict[str, Command]"

    @property
    def options(self) -> frozenset[str]:
        """All that it takes."""
        return self.flags | self.valued


@cache
def program() -> Command:
    """All of `visits`."""

    # `Any`: Typer brings a click of its own, without types.
    def read(command: Any) -> Command:  # noqa: ANN401
        context = command.make_context("visits", [], resilient_parsing=True)
        names = command.list_commands(context) if hasattr(command, "list_commands") else ()
        flags, valued = {"--help"}, set[str]()
        for one in command.params:
            (flags if getattr(one, "is_flag", False) else valued).update(
                name for name in (*one.opts, *one.secondary_opts) if name.startswith("-")
            )
        below = {name: read(command.get_command(context, name)) for name in names}
        return Command(frozenset(flags), frozenset(valued), below)

    return read(typer.main.get_command(app))


@cache
def every_option() -> frozenset[str]:
    """The options of all commands together, and those of programs that the guides start."""

    def of(command: Command) -> Iterator[str]:
        yield from command.options
        for one in command.below.values():
            yield from of(one)

    programs = [*(ROOT / "bench").rglob("*.py"), *(ROOT / "tests" / "chaos").rglob("*.py")]
    theirs = [re.findall(r'"(--[a-z-]+)"', one.read_text(encoding="utf-8")) for one in programs]
    return frozenset(of(program())).union(*theirs, OTHERS)


def command_lines(text: str) -> Iterator[str]:
    """What comes after `visits` wherever a page shows how it is typed."""
    joined = text.replace("\\\n", " ")
    shown = re.findall(
        r"(?:`|^(?:\$ )?|bin/|\$\()(?:[A-Z_]+=\S+ )?visits ([a-z][^`\n)]*)", joined, re.MULTILINE
    )
    for line in shown:
        yield re.sub(r"\s#.*| \| .*", "", line)


def faults(line: str) -> Iterator[str]:
    """The words of a command line that no command knows."""
    try:
        words = shlex.split(line)
    except ValueError:  # an apostrophe in a sentence
        words = line.split()
    command, of, outer, is_value = program(), "visits", frozenset[str](), False
    for word in words:
        name = word.strip("[]…,.;:").partition("=")[0]
        if is_value:
            is_value = False
        elif name.startswith("--"):
            if name not in command.options | outer:
                yield f"{of} {name}"
            is_value = name in command.valued and "=" not in word
        elif command.below and re.fullmatch(r"[a-z][a-z-]*", name):
            of = f"{of} {name}"
            if name not in command.below:
                yield of
                return
            # What a group takes itself, as `visits each` does, stands before its command.
            outer |= command.options
            command = command.below[name]


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
