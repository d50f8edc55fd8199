"""Reads off an address which visits, and what of them, somebody asks for.

Filters stand in the address, so that they can be kept and sent; nothing in them names a person.
"""

from datetime import date, datetime, time, timedelta
from typing import Annotated, NamedTuple

from fastapi import Query

from desk.overview import Narrowing
from register.area_names import codes_named
from rules.wording import OWNER_WORDS
from rules.zones import at_london, london_date
from schemas.ids import ActorRef
from schemas.sentences import Sentence
from schemas.values import Owner

DUE = {"overdue": "Overdue", "today": "Due today or overdue", "week": "Due within a week"}


class Filters(NamedTuple):
    """As they stand in the address.

    Attributes:
        mine: Whether only visits are asked for that whoever asks looks after.
        owner: What somebody holds.
        area: An area by its name or code.
        programme: Of this programme.
        due: By when, a key of `DUE`.
    """

    mine: bool
    owner: str
    area: str
    programme: str
    due: str

    @property
    def are_any(self) -> bool:
        """Whether anything is left out."""
        return self.mine or any((self.owner, self.area, self.programme, self.due))

    def narrowing(self, actor: ActorRef, now: datetime) -> Narrowing:
        """What they ask for.

        Raises:
            Sentence: They cannot be read, or no area is called so.
        """
        if self.owner and self.owner not in set(Owner):
            raise Sentence("Nobody holds anything under that name; choose from the list.")
        return Narrowing(
            coordinator=actor if self.mine else None,
            owner=Owner(self.owner) if self.owner else None,
            areas=codes_named(self.area) if self.area else None,
            programme=self.programme or None,
            due_before=self._due_before(now),
        )

    def _due_before(self, now: datetime) -> datetime | None:
        days = {"today": 1, "week": 7}.get(self.due)
        if self.due == "overdue":
            return now
        return _midnight(london_date(now) + timedelta(days=days)) if days else None


async def filters(
    owner: Annotated[str, Query(max_length=40)] = "",
    area: Annotated[str, Query(max_length=100)] = "",
    programme: Annotated[str, Query(max_length=40)] = "",
    due: Annotated[str, Query(max_length=10)] = "",
    *,
    mine: bool = False,
) -> Filters:
    """The filters of an address."""
    return Filters(mine, owner, area.strip(), programme, due)


def owner_choices() -> list[tuple[str, str]]:
    """Who can hold something, in words."""
    return [(owner.value, OWNER_WORDS[owner]) for owner in Owner if owner is not Owner.NOBODY]


def _midnight(day: date) -> datetime:
    return at_london(day, time())
