"""The departments' mailboxes: where agreed notes go, said for the installation, not for a visit."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from rules.refusals import RefusalCode, Refused
from rules.wording import DEPARTMENT_WORDS
from schemas.personal import Person
from schemas.values import ContactRole, Department, InspectorRole

Mailboxes: TypeAlias = Callable[[], Sequence[Person]]
"""Gives the mailbox of each department, or says that nobody has set it."""

SETTINGS: Final[Mapping[Department, str]] = {
    Department.DFE: "VISITS_MAIL_DFE",
    Department.NHS_ENGLAND: "VISITS_MAIL_NHS_ENGLAND",
}
"""Where each department's mailbox is set."""

# Not checked: whoever decides need not wait for what checks addresses.
EXAMPLES = (
    Person.model_construct(
        ref="dfe",
        role=ContactRole.DFE,
        name="SEND system leadership team",
        email="send.visits@dfe.example.gov.uk",
        organisation="Department for Education",
    ),
    Person.model_construct(
        ref="nhs-england",
        role=ContactRole.NHS_ENGLAND,
        name="SEND programme team",
        email="send.visits@england.example.nhs.uk",
        organisation="NHS England",
    ),
)
"""For rehearsals, and where letters go to a folder. Nobody has these addresses."""


def department_in(role: ContactRole | InspectorRole) -> Department | None:
    """Which department somebody in a role is the mailbox of, if of any."""
    return Department(role) if role in {*Department} else None


def mailbox_of(department: Department, mailboxes: Sequence[Person]) -> Person:
    """A department's mailbox among those that are set."""
    return next(one for one in mailboxes if department_in(one.role) is department)


def is_mailbox(person: Person, mailbox: Person) -> bool:
    """Whether somebody recorded is reached where the setting says; names do not matter."""
    return person.email.lower() == mailbox.email.lower()


def not_a_visits_own(department: Department, what: str) -> Refused:
    """The refusal of another address for a department.

    Args:
        department: Whose.
        what: The beginning of the sentence, what was not done.
    """
    return Refused(
        RefusalCode.CONTACTS,
        f"{what}: where notes for {DEPARTMENT_WORDS[department]} go is set for all visits, with "
        f"`{SETTINGS[department]}`, and a visit cannot have another address for it. Leave it out.",
    )
