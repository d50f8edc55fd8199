# ruff: noqa: INP001, T201 - run by its path, to tell a person
"""Writes and checks the `.env` of docker-compose.yml; needs nothing but Python and Docker.

python docs/compose-env.py make     passwords drawn at random, images by their digests
python docs/compose-env.py check    says what is missing; exit status 1 if anything is
"""

import base64
import binascii
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

EXAMPLE, OWN = Path(".env.example"), Path(".env")
_PINNED = re.compile(r"[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}")
_PASSWORD = re.compile(r"[A-Za-z0-9]{24,}")
_KEY_BYTES = 32


def read(path: Path) -> dict[str, str]:
    """The settings of a file, as Compose reads simple ones."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def missing(settings: Mapping[str, str], wanted: Mapping[str, str]) -> Iterator[str]:
    """A sentence for everything that is not as it has to be."""
    for name, example in wanted.items():
        value = settings.get(name, "")
        if name.endswith("_IMAGE") and not _PINNED.fullmatch(value):
            yield f"{name} is not an image by its digest, such as {example}@sha256:…"
        elif name.endswith("_PASSWORD") and not _PASSWORD.fullmatch(value):
            yield f"{name} has to have 24 letters and digits or more."
        elif name.endswith("_KEY") and not _is_key(value):
            yield f"{name} is not what `visits keys make` writes."
    passwords = [settings.get(name, "") for name in wanted if name.endswith("_PASSWORD")]
    if len({p for p in passwords if p}) < len([p for p in passwords if p]):
        yield "Two passwords are the same; each role has its own."


def _is_key(value: str) -> bool:
    try:
        return len(base64.b64decode(value.split(maxsplit=1)[0], validate=True)) == _KEY_BYTES
    except (IndexError, binascii.Error):
        return False


def filled(name: str, example: str) -> str:
    """What a setting is to be."""
    if name.endswith("_IMAGE"):
        command = ["docker", "buildx", "imagetools", "inspect", example]
        asked = subprocess.run(  # noqa: S603 - Docker, asked of images that we name
            [*command, "--format", "{{.Manifest.Digest}}"],
            capture_output=True,
            text=True,
            check=False,
        )
        digest = asked.stdout.strip()
        if asked.returncode or not digest.startswith("sha256:"):
            sys.exit(f"Docker does not know the digest of {example}: {asked.stderr.strip()}")
        return f"{example}@{digest}"
    if name.endswith("_KEY"):
        return base64.b64encode(os.urandom(_KEY_BYTES)).decode()
    return secrets.token_hex(24)


def main(action: str) -> int:
    """Do as the module says."""
    wanted = read(EXAMPLE)
    if action == "make":
        if OWN.exists():
            sys.exit("There is a .env already: it holds passwords that are in use.")
        text = "".join(f"{name}={filled(name, value)}\n" for name, value in wanted.items())
        descriptor = os.open(OWN, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor
            file.write(text)
    if not OWN.exists():
        sys.exit("There is no .env: `make compose-env` writes one.")
    wrong = list(missing(read(OWN), wanted))
    print("\n".join(wrong) or "The .env has everything.")
    return 1 if wrong else 0


if __name__ == "__main__":
    if sys.argv[1:] not in (["make"], ["check"]):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
