"""What is planned with, as a form is filled in for it: it is asked, and decides nothing."""

from collections.abc import Collection
from dataclasses import dataclass

from desk.choosable import Choosable, Known
from desk.programme_overview import name_in
from pages.deciding.matter import Gathering
from register import programmes
from register.connection import Connection
from schemas.ids import ProgrammeId
from schemas.programme.staff import ProposalForm
from schemas.programme.values import GONE

_AREAS = ("SettledPlace.area", "AskedDays.area", "ProposalForm.again")


@dataclass(frozen=True)
class Planning(Gathering):
    """A plan for one programme is asked for."""

    programme: ProgrammeId

    def __post_init__(self) -> None:
        object.__setattr__(self, "form", ProposalForm)
        object.__setattr__(self, "name", "proposal")
        object.__setattr__(self, "subject", self.programme)
        object.__setattr__(self, "pages", "planning")

    @property
    def here(self) -> str:
        """The address of the form."""
        return f"{self.back}/plan"

    @property
    def back(self) -> str:
        """The programme's page."""
        return f"/programmes/{self.programme}"

    @property
    def stream(self) -> str:
        """The programme's own."""
        return self.programme

    async def choices(self, connection: Connection, places: Collection[str]) -> Choosable:
        """The programme's areas by name."""
        del places
        state = await programmes.require(connection, self.programme)
        areas = tuple(
            Known(one.area, name_in(state, one.area))
            for one in state.areas
            if one.standing not in GONE
        )
        return dict.fromkeys(_AREAS, areas) if areas else {}
