"""Where the keys are that seal what the register must not give away: outside the database."""

import os
from collections.abc import Mapping
from pathlib import Path

from register.keyring import KeyRing, new_key
from worker.environment import SettingsError, told

KEY_FILE = "secrets.key"
"""In the folder of an embedded stack, readable by its owner alone."""

_TEXT, _FILE = "VISITS_SECRETS_KEY", "VISITS_SECRETS_KEY_FILE"


def secret_keys(folder: Path | None = None, env: Mapping[str, str] = os.environ) -> KeyRing:
    """Read `VISITS_SECRETS_KEY`, or the file that `VISITS_SECRETS_KEY_FILE` names.

    Args:
        folder: Of an embedded stack, whose own file is read where neither is set.
        env: The environment.

    Returns:
        The keys, none where nobody set any.

    Raises:
        SettingsError: Both are set, or the file cannot be read.
        KeyUnusable: What is there is no key.
    """
    text, named = env.get(_TEXT), env.get(_FILE)
    if text and named:
        raise SettingsError(f"{_TEXT} and {_FILE} are both set; set one of them.")
    if text:
        return KeyRing.read(text)
    path = Path(named) if named else folder / KEY_FILE if folder else None
    if path is None or not (named or path.exists()):
        return KeyRing()
    try:
        return KeyRing.read(path.read_text(encoding="ascii"))
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise SettingsError(f"{_FILE}: '{told(str(path))}' cannot be read ({why}).") from None


def where_the_key_is(folder: Path, env: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What another process is told, by its environment, to find the same keys.

    Args:
        folder: Of an embedded stack, whose own file is named where the environment names none.
        env: The environment that it has already.
    """
    if env.get(_TEXT) or env.get(_FILE):
        return {}
    return {_FILE: str(folder / KEY_FILE)}


def kept_secret_keys(folder: Path, env: Mapping[str, str] = os.environ) -> KeyRing:
    """As `secret_keys`; where there is no key, one is drawn and kept in the stack's folder.

    Raises:
        SettingsError: Both are set, or the file cannot be read or made.
        KeyUnusable: What is there is no key.
    """
    path = folder / KEY_FILE
    if not (env.get(_TEXT) or env.get(_FILE) or path.exists()):
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise SettingsError(f"'{path}' cannot be made ({error.strerror}).") from None
        with open(descriptor, "w", encoding="ascii") as file:  # noqa: PTH123 - a descriptor, made with its mode
            file.write(f"{new_key()}\n")
    return secret_keys(folder, env)
