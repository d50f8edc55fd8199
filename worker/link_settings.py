"""Whether letters have personal links, and the key with which those are made."""

import base64
import binascii
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from activities.links import LinkMaker
from register.private_files import write_file
from worker.environment import SettingsError, address_parts, told

KEY_FILE: Final = "links.key"
"""In the folder of an embedded stack, readable by its owner alone."""

_FILE: Final = "VISITS_LINKS_KEY_FILE"
_ADDRESS: Final = "VISITS_PAGES_ADDRESS"
_BYTES: Final = 32


def link_maker(env: Mapping[str, str] = os.environ) -> LinkMaker | None:
    """Read `VISITS_PAGES_ADDRESS` and `VISITS_LINKS_KEY_FILE`.

    Returns:
        What makes links; `None` where nobody said at which address the pages are reached, so that
        letters have none. Without a key it makes none that work: whoever sends letters refuses to.

    Raises:
        SettingsError: One of them makes no sense.
    """
    text = env.get(_ADDRESS)
    if not text:
        return None
    parts = address_parts(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise SettingsError(
            f"{_ADDRESS} must be the address at which people reach the pages, such as "
            "https://visits.example.gov.uk."
        )
    path = env.get(_FILE)
    return LinkMaker(text.rstrip("/"), _key_in(Path(path)) if path else None)


def require_key(maker: LinkMaker | None) -> None:
    """Refuse to write letters whose links nobody could make.

    Raises:
        SettingsError: They are to have links, and there is no key.
    """
    if maker is not None and maker.key is None:
        raise SettingsError(
            f"{_ADDRESS} is set, so that letters have personal links, and {_FILE} is not: it names "
            "a file with 32 random bytes in base64, such as `openssl rand -base64 32` writes, the "
            "same for every worker."
        )


def made_if_missing(folder: Path) -> Path:
    """The key's file in an embedded stack's folder; one is drawn where there is none.

    Raises:
        SettingsError: It cannot be written.
    """
    path = folder / KEY_FILE
    if not path.exists():
        try:
            write_file(path, base64.b64encode(secrets.token_bytes(_BYTES)) + b"\n")
        except OSError as error:
            raise SettingsError(f"'{path}' cannot be made ({error.strerror}).") from None
    return path


def _key_in(path: Path) -> bytes:
    try:
        key = base64.b64decode(path.read_text(encoding="ascii").strip(), validate=True)
    except OSError as error:
        raise SettingsError(
            f"{_FILE}: '{told(str(path))}' cannot be read ({error.strerror})."
        ) from None
    except (UnicodeDecodeError, binascii.Error, ValueError):
        key = b""
    if len(key) != _BYTES:
        raise SettingsError(
            f"'{told(str(path))}' does not hold 32 bytes in base64, as {_FILE} should."
        )
    return key
