"""The desk, as a programme's work needs it: visits are opened and told as by a person."""

from datetime import datetime
from typing import Protocol

from schemas import forms
from schemas.ids import ActorRef, UpdateId, VisitId
from schemas.programme.work import OpenVisitsRequest, Turn


class Deciding(Protocol):
    """Brings openings and decisions to visits; whoever repeats one with its id changes nothing."""

    async def open(
        self, request: OpenVisitsRequest, turn: Turn, contacts: forms.ContactsForm | None
    ) -> None:
        """Open a visit, with its contacts if they are known.

        Raises:
            Sentence: It cannot be opened; a person must see to it.
        """

    async def submit(
        self, visit: VisitId, form: forms.Form, actor: ActorRef, update_id: UpdateId, now: datetime
    ) -> None:
        """Bring a decision to a visit.

        Raises:
            Refused: The visit does not take it.
        """
