"""The one place that reads our part of the environment.

Temporal's own settings (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, profiles, TLS) are read by
Temporal's environment configuration in `worker.temporal_settings`.
"""

import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_network

from worker.environment import SettingsError, address_parts, number, one_of, told, yes_or_no

_LONGEST_QUEUE = 200  # characters; Temporal's own limit is 1,000 bytes


class LogFormat(StrEnum):
    """How logs are written: for machines or for a person at a terminal."""

    JSON = "json"
    CONSOLE = "console"


@dataclass(frozen=True)
class WorkerSettings:
    """How one worker process behaves.

    Attributes:
        task_queue: The Temporal task queue.
        max_cached_workflows: Visits kept in memory between tasks, at some 170 KB each;
            0 replays every time. Who asks all of them in turn, as an audit does, has each replayed
            where there are more.
        max_activities: Activities at once; each may hold one connection of the pool.
        graceful_shutdown: How long activities under way may take to end: longer than one letter
            does (`activities.channels.smtp`), because what is cut off becomes a person's question.
        sticky_timeout: How long a visit waits for the worker that has it in memory.
        take_over: Whether this version becomes the one that serves visits as it starts; a
            release that is rolled out step by step does that by `visits worker --no-take-over`
            and `visits promote`.
        taken_over_within: How long to wait until the server sends visits here; usually it takes a
            quarter of a second.
    """

    task_queue: str = "area-visits"
    max_cached_workflows: int = 1500
    max_activities: int = 16
    graceful_shutdown: timedelta = timedelta(seconds=75)
    sticky_timeout: timedelta = timedelta(seconds=5)
    take_over: bool = True
    taken_over_within: timedelta = timedelta(seconds=5)


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
        trust: Whose certificates of consumers are believed; those whom the system believes if
            `None`.
        at_once: Subscriptions that one worker process serves; each is a delivery run that listens.
    """

    private: bool = False
    trust: ssl.SSLContext | None = None
    at_once: int = 500


def worker_settings(env: Mapping[str, str] = os.environ) -> WorkerSettings:
    """Read `VISITS_TASK_QUEUE`, `VISITS_MAX_CACHED` and `VISITS_MAX_ACTIVITIES`.

    Raises:
        SettingsError: One of them makes no sense.
    """
    default = WorkerSettings()
    return WorkerSettings(
        task_queue=_task_queue(env) or default.task_queue,
        max_cached_workflows=number(env, "VISITS_MAX_CACHED", default.max_cached_workflows),
        max_activities=number(env, "VISITS_MAX_ACTIVITIES", default.max_activities, least=1),
    )


def feed_settings(env: Mapping[str, str] = os.environ) -> FeedSettings:
    """Read `VISITS_FEED_HOST`, `_PORT`, `_ORIGINS`, `_PROXIES`, `_PER_ADDRESS` and `_PER_TOKEN`.

    Raises:
        SettingsError: One of them makes no sense.
    """
    default = FeedSettings()
    return FeedSettings(
        host=env.get("VISITS_FEED_HOST") or default.host,
        port=number(env, "VISITS_FEED_PORT", default.port, most=65_535),
        origins=tuple(_origin(part) for part in _list(env, "VISITS_FEED_ORIGINS")),
        proxies=proxies(env, "VISITS_FEED_PROXIES"),
        per_address=number(env, "VISITS_FEED_PER_ADDRESS", default.per_address, least=1),
        per_token=number(env, "VISITS_FEED_PER_TOKEN", default.per_token, least=1),
    )


def proxies(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    """The addresses of proxies before a door, who say for whom they ask.

    Raises:
        SettingsError: One of them is none.
    """
    return tuple(_proxy(name, part) for part in _list(env, name))


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
    parts = address_parts(text)
    usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
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
    """Read `VISITS_PRIVATE_WEBHOOKS` and `VISITS_WEBHOOK_CA_FILE`.

    Raises:
        SettingsError: One of them makes no sense.
    """
    default = DeliverySettings()
    return DeliverySettings(
        private=yes_or_no(env, "VISITS_PRIVATE_WEBHOOKS", default=default.private),
        trust=_trust(env, "VISITS_WEBHOOK_CA_FILE"),
    )


def _task_queue(env: Mapping[str, str]) -> str | None:
    """A name that Temporal takes, that of the queue for deliveries included."""
    name = env.get("VISITS_TASK_QUEUE")
    if not name:
        return None
    if not name.isprintable() or name != name.strip() or len(name) > _LONGEST_QUEUE:
        raise SettingsError(
            f"VISITS_TASK_QUEUE must be a name of up to {_LONGEST_QUEUE} characters, without a "
            f"blank at its beginning or end, not “{told(name)}”."
        )
    return name


def letters_held_minutes(env: Mapping[str, str] = os.environ) -> int:
    """Read `VISITS_LETTERS_HELD_MINUTES`: how long letters wait, in visits opened from now on.

    Raises:
        SettingsError: It is not a number of minutes up to an hour.
    """
    return number(env, "VISITS_LETTERS_HELD_MINUTES", 5, most=60)


def _trust(env: Mapping[str, str], name: str) -> ssl.SSLContext | None:
    """Whom the system believes and the authorities in a file besides; `None` where none is set."""
    file = env.get(name)
    if not file:
        return None
    context = ssl.create_default_context()
    try:
        context.load_verify_locations(cafile=file)
    except OSError:
        raise SettingsError(
            f"{name} must be a file of certificates (PEM), not “{told(file)}”."
        ) from None
    return context


def log_format(env: Mapping[str, str] = os.environ) -> LogFormat | None:
    """Read `VISITS_LOG_FORMAT`; `None` leaves it to whether a terminal is there."""
    if not env.get("VISITS_LOG_FORMAT"):
        return None
    return one_of(env, "VISITS_LOG_FORMAT", LogFormat, LogFormat.JSON)


def database_url(env: Mapping[str, str] = os.environ) -> str | None:
    """Read `DATABASE_URL`; a blank at its end would be one of the database's name."""
    return env.get("DATABASE_URL", "").strip() or None


def _list(env: Mapping[str, str], name: str) -> list[str]:
    """Parts with commas between."""
    return [part.strip() for part in (env.get(name) or "").split(",") if part.strip()]


def _origin(text: str) -> str:
    """The origin of a page as browsers send it."""
    parts = address_parts(text)
    good = parts.scheme in {"http", "https"} and text == f"{parts.scheme}://{parts.netloc}"
    good = good and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    if not good:
        raise SettingsError(
            "VISITS_FEED_ORIGINS must be origins with commas between, such as "
            "https://dashboard.example.org, without a slash at the end."
        )
    return text


def _proxy(name: str, text: str) -> str:
    """An address, or a network, of proxies."""
    try:
        ip_network(text)
    except ValueError:
        raise SettingsError(
            f"{name} must be IP addresses or networks with commas between, such as "
            f"10.0.0.7 or 10.0.0.0/24, not “{told(text)}”."
        ) from None
    return text
