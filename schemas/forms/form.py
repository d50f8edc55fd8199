"""What people fill in: the content and the choices of a decision, and how one is declared.

The desk (`desk.desk`) puts the content of a form into the register and tells the visit the rest.
Commands, pages, the API and scenario files fill in the same forms.
"""

from collections.abc import Callable
from typing import ClassVar, TypeVar

from pydantic import ConfigDict

from schemas.base import Model
from schemas.personal import Personal, Text
from schemas.streams import FactModel


class Form(Personal):
    """What a person fills in.

    Attributes:
        heading: What filling it in is called, e.g. `Name the nominated officer`.
        reasoned: Whether a reason may go with it; of concerns nothing that was said is kept.
        reason_needed: Whether it is refused without one, whatever else is filled in.
        not_asked: The fields that no page asks for: who signs in fills them in, or a rehearsal.
        reason: Why.
    """

    heading: ClassVar[str]
    reasoned: ClassVar[bool] = True
    reason_needed: ClassVar[bool] = False
    not_asked: ClassVar[frozenset[str]] = frozenset()

    # There are fifty, of which a command fills in one and most commands none.
    model_config = ConfigDict(defer_build=True)

    reason: Text | None = None

    def subject(self, given: str) -> str:
        """The process that it is for, where `given` is what the person named: by default, that."""
        return given


FORMS: dict[str, type[Form]] = {}
"""Every form by what filling it in is called, as in commands and scenarios: `nominate`."""

FOR_MANY: set[type[Form]] = set()
"""The forms that, filled in once, make sense for many visits: nothing in them is of one alone."""

_MESSAGES: dict[type[Form], tuple[type[Model], ...]] = {}
_TOLD_BY: dict[type[Form], tuple[type[FactModel], ...]] = {}

F = TypeVar("F", bound=Form)


def form(
    called: str,
    *messages: type[Model],
    told_by: tuple[type[FactModel], ...] = (),
    among: dict[str, type[Form]] = FORMS,
    for_many: bool = False,
    reason_needed: bool = False,
) -> Callable[[type[F]], type[F]]:
    """Declare a form.

    Args:
        called: What filling it in is called.
        messages: Those that it can become.
        told_by: The facts by which it is known again that it was filled in.
        among: Where it is found by what filling it in is called.
        for_many: Whether it makes sense for many visits at once: nothing in it is of one alone.
        reason_needed: Whether the rules take it without a reason never, whatever is filled in.
    """

    def declare(kind: type[F]) -> type[F]:
        among[called] = kind
        kind.reason_needed = reason_needed
        _MESSAGES[kind] = messages
        _TOLD_BY[kind] = told_by
        if for_many:
            FOR_MANY.add(kind)
        return kind

    return declare


def messages_of(kind: type[Form]) -> tuple[type[Model], ...]:
    """What a form can become once its content is in the register."""
    return _MESSAGES[kind]


def told_by(kind: type[Form]) -> tuple[type[FactModel], ...]:
    """The facts by which it is known again that a form was filled in."""
    return _TOLD_BY[kind]


class VisitForm(Form):
    """What people fill in for a visit."""
