"""A service of GOV.UK Notify's, as an operator has set it up."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.ids import LetterKey
from schemas.values import LetterKind


@dataclass(frozen=True)
class NotifyAccount:
    """A service of GOV.UK Notify's.

    Attributes:
        api_key: As Notify gave it: its name, the service and the secret.
        template: By which letters are written that have none of their own.
        templates: By kind of letter, its own.
        reply_to: The id of the address to which replies go, if not the service's default.
        retention: How long documents can be fetched.
        base_url: Where Notify is.
    """

    api_key: str = field(repr=False)
    template: str
    templates: Mapping[LetterKind, str] = field(default_factory=dict)
    reply_to: str | None = None
    retention: str = "26 weeks"
    base_url: str = "https://api.notifications.service.gov.uk"

    def template_of(self, key: LetterKey) -> str:
        """The template of a letter, by its key."""
        return self.templates.get(LetterKind(key.split("/")[1]), self.template)
