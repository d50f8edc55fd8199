"""The identity provider by which people sign in, as the environment names it."""

import os
from collections.abc import Mapping

from schemas.identity import IdentitySettings
from worker.environment import SettingsError, address_parts, is_loopback

_ISSUER, _CLIENT, _ADDRESS = "VISITS_OIDC_ISSUER", "VISITS_OIDC_CLIENT_ID", "VISITS_PAGES_ADDRESS"


def identity_settings(env: Mapping[str, str] = os.environ) -> IdentitySettings | None:
    """Read `VISITS_OIDC_ISSUER`, `_CLIENT_ID`, `_CLIENT_SECRET`, `_ROLES_CLAIM` and the address.

    Returns:
        Who it is; `None` where no issuer is named.

    Raises:
        SettingsError: One is missing or makes no sense.
    """
    issuer = env.get(_ISSUER)
    if not issuer:
        return None
    client, address = env.get(_CLIENT), env.get(_ADDRESS)
    if not client or not address:
        missing = _CLIENT if not client else _ADDRESS
        raise SettingsError(
            f"{_ISSUER} is set, so {missing} must be: what the sign-in service calls these pages, "
            "and where it sends people back to."
        )
    return IdentitySettings(
        issuer=_checked(_ISSUER, issuer),
        client_id=client,
        client_secret=env.get("VISITS_OIDC_CLIENT_SECRET") or None,
        public_address=_checked(_ADDRESS, address).rstrip("/"),
        roles_claim=env.get("VISITS_OIDC_ROLES_CLAIM") or None,
        private=is_loopback(address_parts(issuer).hostname or ""),
    )


def _checked(name: str, text: str) -> str:
    """An address over TLS, or of this machine."""
    parts = address_parts(text)
    here = is_loopback(parts.hostname or "")
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and here)):
        raise SettingsError(
            f"{name} must be an address that begins with https://; http:// is for this machine "
            "alone."
        )
    return text
