"""A decision for many visits, as a form is filled in for it."""

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import HTTPException

from desk.decisions import About, DecisionKind, decisions
from desk.desk import Desk
from desk.preview import Preview
from desk.receipts import AnyReceipt
from pages.deciding.matter import Matter
from register.connection import Pool
from schemas.forms import Form
from schemas.ids import ActorRef, UpdateId


@dataclass(frozen=True)
class ForMany(Matter):
    """A decision for many visits."""

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

    async def preview(self, desk: Desk, form: Form, actor: ActorRef) -> Preview | None:
        """Each visit is looked at by itself."""
        del desk, form, actor
        return None

    async def decide(self, desk: Desk, form: Form, actor: ActorRef, update_id: UpdateId) -> str:
        """It is brought as a batch, and not by one call."""
        raise NotImplementedError

    async def receipt(self, desk: Desk, pool: Pool, update_id: UpdateId) -> AnyReceipt | None:
        """Each visit has its own."""
        del desk, pool, update_id
        return None


def for_many(slug: str) -> ForMany:
    """The decision of an address, where it makes sense for many visits."""
    kind = decisions(About.VISIT).get(slug)
    if kind is None or not kind.for_many:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return ForMany(kind)
