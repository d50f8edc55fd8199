"""Reads from the environment by which service of GOV.UK Notify's letters go."""

import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from activities.channels import NotifyAccount
from schemas.values import LetterKind
from worker.environment import SettingsError, address_parts, is_loopback, number

_UUID: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_KEY: Final = re.compile(rf"\S*{_UUID}-{_UUID}", re.IGNORECASE)
_ID: Final = re.compile(_UUID, re.IGNORECASE)
_LONGEST: Final = 78  # weeks for which Notify keeps a file at most
_SHORTEST_TOKEN: Final = 20  # characters


def notify_account(env: Mapping[str, str]) -> NotifyAccount:
    """The service, from `VISITS_NOTIFY_*`.

    Raises:
        SettingsError: One of them is missing, or makes no sense.
    """
    template = env.get("VISITS_NOTIFY_TEMPLATE", "")
    if not _ID.fullmatch(template):
        raise SettingsError(
            "VISITS_NOTIFY_TEMPLATE must be the id of a template of your Notify service where "
            "VISITS_MAIL_CHANNEL is notify."
        )
    reply_to = env.get("VISITS_NOTIFY_REPLY_TO") or None
    if reply_to is not None and not _ID.fullmatch(reply_to):
        raise SettingsError("VISITS_NOTIFY_REPLY_TO must be the id of a reply-to address.")
    weeks = number(env, "VISITS_NOTIFY_WEEKS", 26, least=1, most=_LONGEST)
    return NotifyAccount(
        api_key=_api_key(env),
        template=template,
        templates=_templates(env),
        reply_to=reply_to,
        retention=f"{weeks} weeks",
        base_url=_base_url(env),
    )


def callback_token(env: Mapping[str, str]) -> bytes | None:
    """The SHA-256 of the token with which Notify calls back; `None` where it does not.

    Raises:
        SettingsError: It cannot be read, or is too short to keep anybody out.
    """
    name = "VISITS_NOTIFY_CALLBACK_TOKEN_FILE"
    if not env.get(name):
        return None
    token = _secret(env, name, "the bearer token of Notify's callbacks")
    if len(token) < _SHORTEST_TOKEN:
        raise SettingsError(f"{name} must hold at least {_SHORTEST_TOKEN} characters.")
    return sha256(token.encode()).digest()


def _api_key(env: Mapping[str, str]) -> str:
    key = _secret(env, "VISITS_NOTIFY_API_KEY_FILE", "an API key of Notify's")
    if not _KEY.fullmatch(key):
        raise SettingsError(
            "VISITS_NOTIFY_API_KEY_FILE must hold an API key as Notify shows it: its name, the "
            "service's id and the secret, with hyphens between them."
        )
    return key


def _secret(env: Mapping[str, str], name: str, what: str) -> str:
    path = env.get(name)
    if not path:
        raise SettingsError(f"{name} must be a file with {what}.")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        raise SettingsError(f"{name} must be a file with {what}: it cannot be read.") from None


def _templates(env: Mapping[str, str]) -> dict[LetterKind, str]:
    """Such as `invitation=ID,reminder=ID`."""
    found: dict[LetterKind, str] = {}
    for part in filter(None, env.get("VISITS_NOTIFY_TEMPLATES", "").split(",")):
        kind, _, template = part.strip().partition("=")
        if kind not in {*LetterKind} or not _ID.fullmatch(template):
            raise SettingsError(
                "VISITS_NOTIFY_TEMPLATES must be kinds of letters with ids of templates, such as "
                "invitation=ID,reminder=ID."
            )
        found[LetterKind(kind)] = template
    return found


def _base_url(env: Mapping[str, str]) -> str:
    url = env.get("VISITS_NOTIFY_URL") or NotifyAccount.base_url
    parts = address_parts(url)
    here = parts.scheme == "http" and is_loopback(parts.hostname or "")
    if not parts.hostname or not (parts.scheme == "https" or here):
        raise SettingsError("VISITS_NOTIFY_URL must begin with https://.")
    return url
