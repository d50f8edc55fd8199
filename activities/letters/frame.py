"""What stands around the words of every letter, whoever worded them.

The marking, the reference, the date, the place of personal links, what is attached, who signs and
under which law: no wording can leave them out.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template

from activities.letters.template_variables import TemplateValue
from activities.wordings import Wording, standard_text, wording_of
from schemas.values import LetterKind

_FRAME = Path(__file__).with_name("frame.txt")


def in_frame(
    wording: Wording,
    variables: Mapping[str, TemplateValue],
    asked: Sequence[Mapping[str, str]] = (),
    added: Sequence[str] = (),
) -> tuple[str, str]:
    """A letter's subject, and all its words.

    Args:
        wording: What is said.
        variables: What it names.
        asked: What its reader can answer by a link: in which words, and where.
        added: What a coordinator has added in words of their own, each a part of the letter.

    Raises:
        jinja2.UndefinedError: Something is missing that it says.
    """
    subject, body = wording.render(variables)
    return subject, _frame().render({**variables, "body": body, "asked": asked, "added": added})


def get_ready() -> None:
    """Compile every template, before the first letter is wanted."""
    _frame()
    for kind in LetterKind:
        wording_of(standard_text(kind))


@cache
def _frame() -> Template:
    environment = Environment(
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - plain text, which has nothing to escape
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.from_string(_FRAME.read_text("utf-8"))
