"""What a decision says by being somebody's own: their department, the version they were sent."""

from collections.abc import Iterable, Mapping
from typing import Any

from rules import recipients as who
from schemas.base import Model
from schemas.ids import PersonRef
from schemas.messages import DeclareConflicts
from schemas.questions import Link
from schemas.state import VisitState
from schemas.values import ContactRole, Department


def own_department_of(state: VisitState, link: Link) -> Department | None:
    """The department whose mailbox a link was sent to, if it is one's."""
    roles = {contact.ref: contact.role for contact in state.contacts}
    role = roles.get(link.recipient)
    return next((each for each in Department if role == ContactRole(each)), None)


def own_department(state: VisitState, link: Link) -> Mapping[str, Any]:
    """Whoever acknowledges speaks for their own department."""
    return {"department": own_department_of(state, link)}


def version(state: VisitState, _link: Link) -> Mapping[str, Any]:
    """What is said is said of the version that stands."""
    return {"version": state.note.version if state.note else None}


def own_words(state: VisitState, link: Link) -> Mapping[str, Any]:
    """Whoever signs does so for themselves, and the words that they were sent."""
    digest = state.note.digest if state.note else None
    return {**version(state, link), "digest": digest, "leaders": (link.recipient,)}


def about_themselves(message: Model, link: Link) -> bool:
    """Whether an inspector declares for themselves and nobody else."""
    return isinstance(message, DeclareConflicts) and all(
        each.inspector == link.recipient for each in message.declarations
    )


def departments(state: VisitState) -> Iterable[PersonRef]:
    """The mailboxes of the departments that have the note."""
    return who.departments(state, Department)
