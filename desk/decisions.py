"""Every decision by its name: what each door makes its forms, addresses and documents from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from schemas import messages as m
from schemas.forms.form import FOR_MANY, FORMS, Form, messages_of
from schemas.programme.forms import PROGRAMME_FORMS
from schemas.report.forms import REPORT_FORMS
from schemas.side_processes import SideForm, SideOpeningForm  # the forms beside a visit, too


class About(StrEnum):
    """What a decision is about."""

    VISIT = "visit"
    PROGRAMME = "programme"
    REPORT = "report"


@dataclass(frozen=True)
class DecisionKind:
    """One decision that people can take.

    Attributes:
        name: Of the form, as scenarios and commands have it.
        about: What it is about.
        form: What is filled in.
    """

    name: str
    about: About
    form: type[Form]

    @property
    def slug(self) -> str:
        """The name as addresses have it: `agree-cases`."""
        return self.name.replace("_", "-")

    @property
    def begins(self) -> bool:
        """Whether something new begins by it, beside the visit."""
        return issubclass(self.form, SideOpeningForm)

    @property
    def beside(self) -> bool:
        """Whether it is about what lives beside a visit, or begins that."""
        return issubclass(self.form, SideForm)

    @property
    def for_many(self) -> bool:
        """Whether, filled in once, it makes sense for many visits."""
        return self.form in FOR_MANY


_FORMS: Final[Mapping[About, Mapping[str, type[Form]]]] = {
    About.VISIT: FORMS,
    About.PROGRAMME: PROGRAMME_FORMS,
    About.REPORT: REPORT_FORMS,
}


_IN_A_VISIT: Final[Mapping[type, int]] = {
    kind: place for place, kind in enumerate(m.Decision.__subclasses__())
}
"""Where each decision of a visit comes, as `schemas.messages` tells them from start to end."""


def _place(form: type[Form]) -> int:
    return _IN_A_VISIT.get(messages_of(form)[0], len(_IN_A_VISIT))


def decisions(about: About) -> dict[str, DecisionKind]:
    """Every decision about one kind of thing, by its slug, in the order in which they come up."""
    found = sorted(_FORMS[about].items(), key=lambda item: _place(item[1]))
    kinds = (DecisionKind(name, about, form) for name, form in found)
    return {kind.slug: kind for kind in kinds}


def all_decisions() -> Iterator[DecisionKind]:
    """Every decision there is."""
    for about in About:
        yield from decisions(about).values()


def decision_of(about: About, command: Sequence[str]) -> DecisionKind | None:
    """The decision that a command takes, by its words after `visits`, and after the group's name.

    Args:
        about: What the command is about.
        command: Its words: `nominate VISIT …`, `cases agree VISIT …`, `defer grant VISIT …`.

    Returns:
        `None` where it is no decision.
    """
    known = decisions(about)
    first, second = [*command, "", ""][:2]
    # A command with sub-commands has its words in one order or the other: `agree-cases`.
    names = (f"{first}-{second}", f"{second}-{first}", f"{second}-{first.removesuffix('s')}", first)
    return next((known[name] for name in names if name in known), None)
