"""Where the keys are with which decisions are signed, and those with which that is checked.

Where decisions are taken in there is the private key, in a file that its owner alone can read; the
workers have a file of public keys, an old one with a new one for as long as anything rests on it.
"""

import base64
import binascii
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from desk.signing import Signer
from register.private_files import make_folder, write_file
from schemas.proofs import PublicKey
from worker.environment import SettingsError, told

PRIVATE, PUBLIC = "decisions.key", "decisions.pub"
"""In the folder of an embedded stack."""

_PRIVATE_FILE, _PUBLIC_FILE = "VISITS_DECISIONS_KEY_FILE", "VISITS_DECISIONS_PUBLIC_KEYS_FILE"

LOOKED_AT_EVERY = 1.0
"""Seconds after which a worker knows of another public key, at the latest."""


@dataclass(frozen=True)
class KeyFiles:
    """The two files.

    Attributes:
        private: Of the key that signs; `None` where nobody said.
        public: Of the keys that check, likewise.
    """

    private: Path | None
    public: Path | None

    def signer(self) -> Signer:
        """What signs.

        Raises:
            SettingsError: There is no key, or it cannot be read.
        """
        if self.private is None:
            raise SettingsError(
                f"{_PRIVATE_FILE} is not set: nothing can be decided here without the key that "
                "signs decisions. `visits keys decisions rotate` makes one."
            )
        text = _read(self.private, _PRIVATE_FILE)
        try:
            return Signer(base64.b64decode(text.strip(), validate=True))
        except (binascii.Error, ValueError):
            raise SettingsError(
                f"'{self.private}' holds no key that signs decisions; `visits keys decisions "
                "rotate` makes one."
            ) from None

    def public_keys(self) -> Sequence[PublicKey]:
        """What checks, the latest last.

        Raises:
            SettingsError: There are none, or they cannot be read.
        """
        if self.public is None:
            raise SettingsError(
                f"{_PUBLIC_FILE} is not set: a worker takes no decision without the public keys "
                "with which to see who signed it. `visits keys decisions rotate` makes some."
            )
        lines = _read(self.public, _PUBLIC_FILE).splitlines()
        try:
            keys = [_of_line(line) for line in lines if line.strip()]
        except (ValidationError, ValueError):
            raise SettingsError(f"'{self.public}' holds something that is no public key.") from None
        if not keys:
            raise SettingsError(f"'{self.public}' holds no public key.")
        return keys

    def made_if_missing(self) -> "KeyFiles":
        """These files; a first pair is made where there is none.

        Raises:
            SettingsError: They cannot be written.
        """
        if self.private is not None and not self.private.exists():
            new = self.announce()
            self.put_in_place(new)
        return self

    def announce(self) -> bytes:
        """Make a key, and let workers know of its public part; nothing is signed with it yet.

        Returns:
            The private part.

        Raises:
            SettingsError: The file cannot be written.
        """
        seed = Ed25519PrivateKey.generate().private_bytes_raw()
        known = self.public_keys() if self.public is not None and self.public.exists() else []
        self.write_public([*known, Signer(seed).public])
        return seed

    def put_in_place(self, seed: bytes) -> None:
        """Sign with a key from now on.

        Raises:
            SettingsError: The file cannot be written.
        """
        _write(self.private, f"{base64.b64encode(seed).decode()}\n", _PRIVATE_FILE)

    def write_public(self, keys: Sequence[PublicKey]) -> None:
        """Write which keys there are.

        Raises:
            SettingsError: The file cannot be written.
        """
        lines = (f"{key.id} {key.key}{' retired' if key.retired else ''}\n" for key in keys)
        _write(self.public, "".join(lines), _PUBLIC_FILE)


def decision_keys(folder: Path | None = None, env: Mapping[str, str] = os.environ) -> KeyFiles:
    """An embedded stack's own files; else `VISITS_DECISIONS_KEY_FILE` and `…_PUBLIC_KEYS_FILE`.

    Args:
        folder: Of an embedded stack, if that is meant.
        env: The environment.
    """
    if folder is not None:
        return KeyFiles(folder / PRIVATE, folder / PUBLIC)
    private, public = env.get(_PRIVATE_FILE), env.get(_PUBLIC_FILE)
    return KeyFiles(Path(private) if private else None, Path(public) if public else None)


def _of_line(line: str) -> PublicKey:
    name, key, *rest = line.split()
    if rest not in ([], ["retired"]) or len(base64.b64decode(key, validate=True)) != 32:  # noqa: PLR2004 - bytes, as Ed25519 has it
        raise ValueError(name)
    return PublicKey(id=name, key=key, retired=bool(rest))


def _read(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise SettingsError(f"{name}: '{told(str(path))}' cannot be read ({why}).") from None


def _write(path: Path | None, text: str, name: str) -> None:
    if path is None:
        raise SettingsError(f"{name} is not set; it names the file that is written.")
    try:
        make_folder(path.parent)
        write_file(path, text.encode())
    except OSError as error:
        raise SettingsError(
            f"{name}: '{told(str(path))}' cannot be written ({error.strerror})."
        ) from None
