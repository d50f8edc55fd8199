"""The desk, as a programme's work needs it: visits are opened and told as by a person."""

from datetime import datetime
from typing import NamedTuple, Protocol

from schemas.forms.form import Form
from schemas.forms.letters import ContactsForm
from schemas.ids import ActorRef, UpdateId, VisitId
from schemas.programme.work import OpenVisitsRequest, Turn
from schemas.proofs import Mandate


class Behalf(NamedTuple):
    """In whose name a programme decides.

    Attributes:
        actor: Who decided that it should.
        update_id: Worked out from what it came to.
        now: The moment by its clock.
        mandate: On what that rests.
    """

    actor: ActorRef
    update_id: UpdateId
    now: datetime
    mandate: Mandate


class Deciding(Protocol):
    """Brings openings and decisions to visits; whoever repeats one with its id changes nothing."""

    async def open(
        self,
        request: OpenVisitsRequest,
        turn: Turn,
        contacts: ContactsForm | None,
        mandate: Mandate,
    ) -> None:
        """Open a visit, with its contacts if they are known, on what a programme came to.

        Raises:
            Sentence: It cannot be opened; a person must see to it.
            NotYetKnown: Nobody answered in time; the same is to be brought again.
        """

    async def submit(self, visit: VisitId, form: Form, behalf: Behalf) -> None:
        """Bring a decision to a visit, on what a programme came to.

        Raises:
            Refused: The visit does not take it.
            NotYetKnown: Nobody answered in time; the same is to be brought again.
        """

    async def has_taken(self, visit: VisitId, behalf: Behalf) -> bool:
        """Whether a visit has taken a decision under this id before.

        Raises:
            NotYetKnown: It may have; the same is to be asked again.
        """
