"""One event as a consumer has it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FeedEvent:
    """One event.

    Attributes:
        text: Its bytes, as canonical JSON: those that were published, unless something is
            withheld, and the same whenever it comes to a token of these scopes.
        attributes: The CloudEvent, `data` included.
    """

    text: str
    attributes: dict[str, Any]

    @property
    def id(self) -> str:
        """Names it once for all: store by this."""
        return str(self.attributes["id"])

    @property
    def type(self) -> str:
        """Such as `visit.invited.v1`."""
        return str(self.attributes["type"])

    @property
    def position(self) -> int:
        """Its place in the log of all streams."""
        return int(self.attributes["position"])

    @property
    def visit(self) -> str:
        """The visit it is about; events of one visit come in order."""
        return str(self.attributes["partitionkey"])

    @property
    def data(self) -> dict[str, Any]:
        """What happened, as the schema of the type says."""
        return dict(self.attributes["data"])

    @property
    def withheld(self) -> tuple[str, ...]:
        """Fields of `data` that this token may not see: that they are missing says nothing."""
        return tuple(filter(None, str(self.attributes.get("withheld", "")).split(",")))
