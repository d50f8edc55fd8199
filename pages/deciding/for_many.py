"""A decision for many visits, as a form is filled in for it."""

from collections.abc import Collection
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import HTTPException

from desk.choosable import Choosable, coordinators_to_choose
from desk.decisions import About, DecisionKind, decisions
from pages.deciding.matter import Gathering
from register.connection import Connection


@dataclass(frozen=True)
class ForMany(Gathering):
    """A decision for many visits: each is looked at, and has it brought, by itself."""

    kind: DecisionKind

    def __post_init__(self) -> None:
        object.__setattr__(self, "form", self.kind.form)
        object.__setattr__(self, "name", f"each-{self.kind.name}")
        object.__setattr__(self, "subject", "Many visits")

    @property
    def here(self) -> str:
        """The address of the form."""
        return f"/each/{self.kind.slug}"

    @property
    def back(self) -> str:
        """The list of such decisions."""
        return "/each"

    @property
    def stream(self) -> str:
        """Each visit has its own."""
        return ""

    async def choices(self, connection: Connection, places: Collection[str]) -> Choosable:
        """Who can look after visits."""
        return await coordinators_to_choose(connection, places)


async def for_many(slug: str) -> ForMany:
    """The decision of an address, where it makes sense for many visits."""
    kind = decisions(About.VISIT).get(slug)
    if kind is None or not kind.for_many:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return ForMany(kind)
