"""Where the pages of an embedded stack are, and the address by which somebody signs in once."""

from pathlib import Path

from console.terminal.connection import find
from console.terminal.errors import Failed


def the_pages(folder: Path) -> str:
    """The address of the pages of the stack that runs under a folder.

    Raises:
        StackUnavailable: None runs there.
        Failed: It has no pages, or it is not an embedded stack.
    """
    from stack import ADDRESSES_NAME, read_addresses

    if find(folder).stack is None:
        raise Failed(
            "No address was made: elsewhere than on an embedded stack, people sign in by the "
            "identity provider that VISITS_OIDC_ISSUER names."
        )
    addresses = read_addresses(folder / ADDRESSES_NAME)
    pages = addresses.pages
    if pages is None:
        raise Failed("No address was made: this stack serves no pages. `visits up` does.")
    return pages


def sign_in_address(pages: str, secret: str) -> str:
    """The address: opening it changes nothing, its button signs in."""
    return f"{pages}/sign-in/once/{secret}"
