"""The one place that reads our part of the environment.

Temporal's own settings (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, profiles, TLS) are read by
Temporal's environment configuration in `worker.connections`.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from activities.channels import Login
from activities.sender import Sender
from schemas.sentences import Sentence

E = TypeVar("E", bound=StrEnum)

_YES = ("1", "yes", "true", "on")
_NO = ("0", "no", "false", "off")


class SettingsError(Sentence):
    """A setting is missing or makes no sense; the sentence names it."""


class MailChannel(StrEnum):
    """Where letters go."""

    MAILDIR = "maildir"
    SMTP = "smtp"


class LogFormat(StrEnum):
    """How logs are written: for machines or for a person at a terminal."""

    JSON = "json"
    CONSOLE = "console"


_SENDER = Sender(name="Area SEND visits", email="area-send-visits@example.gov.uk")


@dataclass(frozen=True)
class MailSettings:
    """How letters leave.

    Attributes:
        channel: Maildir or SMTP.
        maildir: The Maildir's folder.
        host: SMTP host.
        port: SMTP port.
        start_tls: Whether to ask the SMTP server for TLS.
        login: Who we are to the SMTP server, where it asks.
        sender: Whom letters come from.
    """

    channel: MailChannel = MailChannel.MAILDIR
    maildir: Path = Path("var/letters")
    host: str = "localhost"
    port: int = 25
    start_tls: bool = False
    login: Login | None = None
    sender: Sender = _SENDER


@dataclass(frozen=True)
class WorkerSettings:
    """How one worker process behaves.

    Attributes:
        task_queue: The Temporal task queue.
        max_cached_workflows: Visits kept in memory between tasks; 0 replays every time.
        max_activities: Activities at once; each may hold one connection of the pool.
        graceful_shutdown: How long activities under way may take to end.
        sticky_timeout: How long a visit waits for the worker that has it in memory.
        take_over: Whether this version becomes the one that serves visits as it starts; a
            release that is rolled out step by step does that by `visits worker --no-take-over`
            and `visits promote`.
    """

    task_queue: str = "area-visits"
    max_cached_workflows: int = 500
    max_activities: int = 16
    graceful_shutdown: timedelta = timedelta(seconds=20)
    sticky_timeout: timedelta = timedelta(seconds=5)
    take_over: bool = True


@dataclass(frozen=True)
class FeedSettings:
    """Where the feed listens, and what it allows.

    Attributes:
        host: An address of this machine.
        port: 0 for any free one.
        origins: Of pages whose scripts may ask; none by default.
        proxies: Addresses of proxies before the feed, who say for whom they ask; none by default.
        per_address: Requests of one address that are answered at once, streams included.
        per_token: The same of one token.
    """

    host: str = "127.0.0.1"
    port: int = 8400
    origins: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    per_address: int = 200
    per_token: int = 100


@dataclass(frozen=True)
class DeliverySettings:
    """How events are pushed.

    Attributes:
        private: Whether consumers may be at private addresses, and be spoken to without TLS.
        at_once: Subscriptions that one worker process serves; each is a delivery run that listens.
    """

    private: bool = False
    at_once: int = 500


def mail_settings(env: Mapping[str, str] = os.environ) -> MailSettings:
    """Read `VISITS_MAIL_CHANNEL`, `VISITS_MAILDIR`, `VISITS_SMTP_*` and `VISITS_MAIL_FROM`.

    Raises:
        SettingsError: One of them makes no sense.
    """
    default = MailSettings()
    start_tls = _yes_or_no(env, "VISITS_SMTP_STARTTLS", default=default.start_tls)
    return MailSettings(
        channel=_one_of(env, "VISITS_MAIL_CHANNEL", MailChannel, default.channel),
        maildir=Path(env.get("VISITS_MAILDIR") or default.maildir),
        host=env.get("VISITS_SMTP_HOST") or default.host,
        port=_number(env, "VISITS_SMTP_PORT", default.port, least=1, most=65_535),
        start_tls=start_tls,
        login=_login(env, encrypted=start_tls),
        sender=Sender(
            name=default.sender.name, email=_address(env, "VISITS_MAIL_FROM", default.sender.email)
        ),
    )


def worker_settings(env: Mapping[str, str] = os.environ) -> WorkerSettings:
    """Read `VISITS_TASK_QUEUE`, `VISITS_MAX_CACHED` and `VISITS_MAX_ACTIVITIES`.

    Raises:
        SettingsError: One of them makes no sense.
    """
    default = WorkerSettings()
    return WorkerSettings(
        task_queue=env.get("VISITS_TASK_QUEUE") or default.task_queue,
        max_cached_workflows=_number(env, "VISITS_MAX_CACHED", default.max_cached_workflows),
        max_activities=_number(env, "VISITS_MAX_ACTIVITIES", default.max_activities, least=1),
    )


def feed_settings(env: Mapping[str, str] = os.environ) -> FeedSettings:
    """Read `VISITS_FEED_HOST`, `_PORT`, `_ORIGINS`, `_PROXIES`, `_PER_ADDRESS` and `_PER_TOKEN`.

    Raises:
        SettingsError: One of them makes no sense.
    """
    default = FeedSettings()
    return FeedSettings(
        host=env.get("VISITS_FEED_HOST") or default.host,
        port=_number(env, "VISITS_FEED_PORT", default.port, most=65_535),
        origins=tuple(_origin(part) for part in _list(env, "VISITS_FEED_ORIGINS")),
        proxies=tuple(_proxy(part) for part in _list(env, "VISITS_FEED_PROXIES")),
        per_address=_number(env, "VISITS_FEED_PER_ADDRESS", default.per_address, least=1),
        per_token=_number(env, "VISITS_FEED_PER_TOKEN", default.per_token, least=1),
    )


def public_address(env: Mapping[str, str] = os.environ) -> str | None:
    """Read `VISITS_PUBLIC_ADDRESS`: where consumers reach the feed; `None` where nobody said.

    Raises:
        SettingsError: It is not such an address.
    """
    text = env.get("VISITS_PUBLIC_ADDRESS")
    return checked_address("VISITS_PUBLIC_ADDRESS", text) if text else None


def checked_address(name: str, text: str) -> str:
    """An address that may stand in every event from now on.

    Args:
        name: Of the setting or option, for the sentence.
        text: What was given.

    Raises:
        SettingsError: It is not an address that events can be published at. What was given is not
            repeated: it may hold a password.
    """
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, a host in broken brackets
        usable = False
        parts = urlsplit("")
    if not usable or not text.isascii() or any(c.isspace() or c in '<>"' for c in text):
        raise SettingsError(
            f"{name} must be an address such as https://events.example.org, with nothing after it "
            "but a path."
        )
    if "@" in parts.netloc:
        raise SettingsError(f"{name} must not hold a user or a password: it is in every event.")
    if "?" in text or "#" in text or text.endswith("/"):
        raise SettingsError(f"{name} must end with the host, the port or a path, without a slash.")
    return text


def delivery_settings(env: Mapping[str, str] = os.environ) -> DeliverySettings:
    """Read `VISITS_PRIVATE_WEBHOOKS`.

    Raises:
        SettingsError: It makes no sense.
    """
    default = DeliverySettings()
    return DeliverySettings(
        private=_yes_or_no(env, "VISITS_PRIVATE_WEBHOOKS", default=default.private)
    )


def log_format(env: Mapping[str, str] = os.environ) -> LogFormat | None:
    """Read `VISITS_LOG_FORMAT`; `None` leaves it to whether a terminal is there."""
    if not env.get("VISITS_LOG_FORMAT"):
        return None
    return _one_of(env, "VISITS_LOG_FORMAT", LogFormat, LogFormat.JSON)


def database_url(env: Mapping[str, str] = os.environ) -> str | None:
    """Read `DATABASE_URL`."""
    return env.get("DATABASE_URL") or None


def _number(
    env: Mapping[str, str], name: str, default: int, *, least: int = 0, most: int = 1_000_000
) -> int:
    text = env.get(name)
    if not text:
        return default
    digits = text.isascii() and text.isdecimal() and len(text) <= len(str(most))
    if not digits or not least <= int(text) <= most:
        raise SettingsError(f"{name} must be a whole number from {least} to {most}, not “{text}”.")
    return int(text)


def _list(env: Mapping[str, str], name: str) -> list[str]:
    """Parts with commas between."""
    return [part.strip() for part in (env.get(name) or "").split(",") if part.strip()]


def _origin(text: str) -> str:
    """The origin of a page as browsers send it."""
    try:
        parts = urlsplit(text)
        good = parts.scheme in {"http", "https"} and text == f"{parts.scheme}://{parts.netloc}"
        good = good and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise SettingsError(
            "VISITS_FEED_ORIGINS must be origins with commas between, such as "
            "https://dashboard.example.org, without a slash at the end."
        )
    return text


def _proxy(text: str) -> str:
    """An address, or a network, of proxies."""
    try:
        ip_network(text)
    except ValueError:
        raise SettingsError(
            "VISITS_FEED_PROXIES must be IP addresses or networks with commas between, such as "
            f"10.0.0.7 or 10.0.0.0/24, not “{text[:50]}”."
        ) from None
    return text


def _yes_or_no(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = env.get(name)
    if not text:
        return default
    if text.lower() not in {*_YES, *_NO}:
        raise SettingsError(f"{name} must be yes or no, not “{text}”.")
    return text.lower() in _YES


def _login(env: Mapping[str, str], *, encrypted: bool) -> Login | None:
    user, password = env.get("VISITS_SMTP_USER"), env.get("VISITS_SMTP_PASSWORD")
    if not user and not password:
        return None
    if not user or not password:
        raise SettingsError("VISITS_SMTP_USER and VISITS_SMTP_PASSWORD are set together.")
    if not encrypted:
        raise SettingsError(
            "VISITS_SMTP_STARTTLS must be yes where VISITS_SMTP_PASSWORD is set: a password is "
            "not sent in clear."
        )
    return Login(user, password)


def _address(env: Mapping[str, str], name: str, default: str) -> str:
    """Checked here, because every letter from an unusable sender would be refused for good."""
    text = env.get(name)
    if not text:
        return default
    local, _, host = text.partition("@")
    if not (text.isascii() and local and host) or any(c in " <>,;@" for c in local + host):
        raise SettingsError(f"{name} must be an e-mail address, not “{text}”.")
    return text


def _one_of(env: Mapping[str, str], name: str, kind: type[E], default: E) -> E:
    text = env.get(name)
    if not text:
        return default
    try:
        return kind(text)
    except ValueError:
        choices = " or ".join(kind)
        raise SettingsError(f"{name} must be {choices}, not “{text}”.") from None
