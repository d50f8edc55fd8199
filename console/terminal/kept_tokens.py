"""Where `visits login` keeps personal tokens: a file of the user's that nobody else can read."""

import json
import os
from pathlib import Path

from register.private_files import make_folder, write_file
from schemas.sentences import Sentence

_NAME = "tokens.json"


class TokensUnreadable(Sentence):
    """The file of tokens cannot be read or written."""


def path() -> Path:
    """Where it is."""
    base = os.environ.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "area-visits" / _NAME


def read(place: str) -> str | None:
    """The token that is kept for a place, if one is.

    Raises:
        TokensUnreadable: The file is not as it was written, or others may read it.
    """
    return _all().get(place)


def keep(place: str, secret: str) -> None:
    """Keep a token for a place, instead of one that may be there.

    Raises:
        TokensUnreadable: The file cannot be read or written.
    """
    _write({**_all(), place: secret})


def forget(place: str) -> None:
    """Keep none for a place any more.

    Raises:
        TokensUnreadable: The file cannot be read or written.
    """
    kept = _all()
    if kept.pop(place, None) is not None:
        _write(kept)


def _all() -> dict[str, str]:
    file = path()
    try:
        if file.stat().st_mode & 0o077:
            raise TokensUnreadable(
                f"'{file}' can be read by others, so what is in it is not used. "
                f"`chmod 600 '{file}'`, or delete it and sign in again with `visits login`."
            )
        kept = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise _unreadable(file, error) from None
    if not isinstance(kept, dict):
        raise _unreadable(file, ValueError())
    return {str(place): str(secret) for place, secret in kept.items()}


def _write(kept: dict[str, str]) -> None:
    file = path()
    try:
        make_folder(file.parent)
        write_file(file, json.dumps(kept, indent=2).encode())
    except OSError as error:
        raise _unreadable(file, error) from None


def _unreadable(file: Path, error: Exception) -> TokensUnreadable:
    return TokensUnreadable(
        f"'{file}', where `visits login` keeps tokens, cannot be used "
        f"({type(error).__name__}). Delete it and sign in again."
    )
