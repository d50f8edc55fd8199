"""E-mail addresses: one opinion for the forms that take them and for the post that writes to them.

An address is taken if any mail server can be told it. A domain in any script is one of those: it
goes over the wire in its ASCII form (A-labels, RFC 5890). What stands before the @ has no such
form; only servers with SMTPUTF8 (RFC 6531) take other letters there, and whether every server on
the way does is known on the day of the letter only. So those are refused when they are taken.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import AfterValidator, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from email_validator import ValidatedEmail

RECORDED: Final[Mapping[str, bool]] = {"recorded": True}
"""Validation context for what the register has: an address that an earlier release took is read
as it is, and refused letter by letter."""


class UnusableAddress(ValueError):
    """No mail server can be told this address. The sentence says why, without the address."""


def normalised(text: str) -> str:
    """An address as people read it: one spelling, domains in their own script.

    Args:
        text: As it was typed.

    Raises:
        UnusableAddress: No server can be told it.
    """
    return _checked(text).normalized


@lru_cache(maxsize=1024)
def on_the_wire(text: str) -> str:
    """An address as servers are told it: ASCII only.

    Args:
        text: As people read it.

    Raises:
        UnusableAddress: There is no such form.
    """
    ascii_form = _checked(text).ascii_email
    if ascii_form is None:  # cannot be: without SMTPUTF8 there is always one
        raise UnusableAddress("It has no form in ASCII.")
    return ascii_form


def _checked(text: str) -> "ValidatedEmail":
    # Here, because a command that only shows something would wait for it.
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - as said

    reason = None
    try:
        found = validate_email(
            text.strip(), allow_smtputf8=False, check_deliverability=False, strict=True
        )
    except EmailNotValidError as error:
        reason = str(error)
    else:
        # Some programs decode this wherever it stands (RFC 2047), and would read another address.
        if "=?" not in found.local_part:
            return found
        reason = "“=?” cannot stand before the @-sign."
    # Raised outside of the handler, whose error may quote the address.
    raise UnusableAddress(reason)


def _taken(text: str, info: ValidationInfo) -> str:
    context: Any = info.context
    if isinstance(context, Mapping) and context.get("recorded"):
        return text
    try:
        return normalised(text)
    except UnusableAddress as unusable:
        reason = str(unusable).rstrip(".")
        raise PydanticCustomError(
            "email_address",
            "is not an e-mail address: {reason}",
            {"reason": f"{reason[:1].lower()}{reason[1:]}"},
        ) from None


EmailAddress = Annotated[str, StringConstraints(max_length=254), AfterValidator(_taken)]
"""An address in a form: taken in its normal spelling, or refused with what is wrong with it."""
