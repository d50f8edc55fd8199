"""How the files of a report are laid out. Whatever words are given are shown, and never obeyed."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from activities.letters.page import with_links


def template(name: str) -> Template:
    """A template of this folder.

    Args:
        name: Without its last ending, e.g. `page.html`.
    """
    return _environment().get_template(f"{name}.jinja")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    made.filters["links"] = with_links
    return made
