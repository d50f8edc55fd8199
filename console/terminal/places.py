"""Whether commands decide on this machine or elsewhere, without loading what does."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from console.terminal.elsewhere import Elsewhere

API: Final = "VISITS_API"
"""The address of an installation's API, such as `https://visits.example.org/api`."""


def desk_elsewhere(folder: Path) -> "Elsewhere | None":
    """The desk of an installation elsewhere; `None` where commands decide on this machine.

    Args:
        folder: Where a stack may run.

    Raises:
        TwoSources: A stack runs here, too.
        ApiRefused: What is set is no address that a token may be sent to.
        NotSignedIn: Nobody has signed in there from this machine.
    """
    if not os.environ.get(API):
        return None
    from console.terminal.elsewhere import Elsewhere, api_address, token_of

    address = api_address(folder)
    return Elsewhere(address, token_of(address))
