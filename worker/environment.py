"""How one setting of ours is read from the environment, or refused in a sentence that names it."""

from collections.abc import Mapping
from enum import StrEnum
from ipaddress import ip_address
from typing import Final, TypeVar
from urllib.parse import SplitResult, urlsplit

from pydantic import TypeAdapter, ValidationError

from schemas.email_address import UnusableAddress, on_the_wire
from schemas.links import Link
from schemas.sentences import Sentence
from schemas.visible import visible

E = TypeVar("E", bound=StrEnum)

_YES = ("1", "yes", "true", "on")
_NO = ("0", "no", "false", "off")


_TOLD: Final = 200  # characters of a value that is told back; a path has as many


class SettingsError(Sentence):
    """A setting is missing or makes no sense; the sentence names it."""


def told(value: str) -> str:
    """What a setting is set to, told back: on one line, not too long, and safe to show."""
    line = visible(value[: _TOLD + 1]).replace("\n", r"\n").replace("\t", r"\t")
    return line if len(line) <= _TOLD else f"{line[:_TOLD]}…"


def address_parts(text: str) -> SplitResult:
    """The parts of an address; none at all where it is no address, whatever stands in it."""
    try:
        parts = urlsplit(text)
        _ = parts.port  # which is looked at only when it is asked for
    except ValueError:  # a port that is no number, a host in broken brackets
        return urlsplit("")
    return parts


def number(
    env: Mapping[str, str], name: str, default: int, *, least: int = 0, most: int = 1_000_000
) -> int:
    """A whole number, or the default where nothing is set.

    Raises:
        SettingsError: It is none, or not from `least` to `most`.
    """
    text = env.get(name)
    if not text:
        return default
    digits = text.isascii() and text.isdecimal() and len(text) <= len(str(most))
    if not digits or not least <= int(text) <= most:
        raise SettingsError(
            f"{name} must be a whole number from {least} to {most}, not “{told(text)}”."
        )
    return int(text)


def yes_or_no(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    """Yes or no, or the default where nothing is set.

    Raises:
        SettingsError: It is neither.
    """
    text = env.get(name)
    if not text:
        return default
    if text.lower() not in {*_YES, *_NO}:
        raise SettingsError(f"{name} must be yes or no, not “{told(text)}”.")
    return text.lower() in _YES


def page_address(env: Mapping[str, str], name: str, default: str = "") -> str:
    """The address of a page, or the default where nothing is set.

    Raises:
        SettingsError: It is none that starts with https://.
    """
    text = env.get(name)
    if not text:
        return default
    try:
        return TypeAdapter(Link).validate_python(text)
    except ValidationError:
        raise SettingsError(
            f"{name} must be the address of a page, such as https://www.example.gov.uk/privacy."
        ) from None


def one_of(env: Mapping[str, str], name: str, kind: type[E], default: E) -> E:
    """One of a closed list, or the default where nothing is set.

    Raises:
        SettingsError: It is none of them.
    """
    text = env.get(name)
    if not text:
        return default
    try:
        return kind(text)
    except ValueError:
        *most, last = kind
        choices = f"{', '.join(most)} or {last}"
        raise SettingsError(f"{name} must be {choices}, not “{told(text)}”.") from None


def mail_address(env: Mapping[str, str], name: str) -> str | None:
    """An e-mail address as servers are told it, or `None` where nothing is set.

    Checked here, because every letter from or to an unusable one would be refused for good.

    Raises:
        SettingsError: It is none.
    """
    text = env.get(name)
    if not text:
        return None
    try:
        return on_the_wire(text)
    except UnusableAddress:
        raise SettingsError(f"{name} must be an e-mail address, not “{told(text)}”.") from None


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"
