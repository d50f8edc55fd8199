"""What a provider signed: verified, and read."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from joserfc.jws import JWSRegistry

from schemas.identity import Identified, IdentitySettings
from schemas.sentences import Sentence
from schemas.staff import StaffRole

ALGORITHMS: Final = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "EdDSA",
)
"""Those by which only the provider can sign. None at all, and a secret that both have, are none."""

LOGOUT: Final = "http://schemas.openid.net/event/backchannel-logout"
_LEEWAY: Final = timedelta(minutes=2)
_LOGOUT_LASTS: Final = timedelta(minutes=10)


class NotIdentified(Sentence):
    """What came from the provider does not say who somebody is."""


# `Any`: claims are whatever a provider says.
def verified(text: str, keys: Mapping[str, Any], algorithms: Sequence[str]) -> dict[str, Any]:
    """The claims of a signed statement.

    Raises:
        NotIdentified: It is not signed by these keys.
        InvalidKeyIdError: It is signed by a key that is not among them; fetch them again.
    """
    try:
        token = jwt.decode(
            text,
            KeySet.import_key_set(cast("KeySetSerialization", dict(keys))),
            registry=JWSRegistry(
                algorithms=[each for each in ALGORITHMS if each in algorithms],
                strict_check_header=False,
            ),
        )
    except (JoseError, ValueError) as error:
        if type(error).__name__ == "InvalidKeyIdError":
            raise
        raise _unsigned() from None
    return dict(token.claims)


def identified(
    claims: Mapping[str, Any], settings: IdentitySettings, nonce: str | None
) -> Identified:
    """Who a provider says somebody is.

    Args:
        claims: Of its statement, signed.
        settings: What we asked it.
        nonce: What we gave it to sign with; `None` where a terminal asked.

    Raises:
        NotIdentified: It is not for us, not of this sign-in, or too old.
    """
    read = CodeIDToken(
        dict(claims),
        {},
        {"iss": {"essential": True, "value": settings.issuer}},
        {"client_id": settings.client_id, "nonce": nonce},
    )
    try:
        read.validate(leeway=int(_LEEWAY.total_seconds()))
    except Exception as error:  # authlib's and joserfc's have no base in common
        raise _unsigned() from error
    audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if settings.client_id not in audience or (nonce is not None and claims.get("nonce") != nonce):
        raise _unsigned()
    sure = claims.get("email_verified") is True
    return Identified(
        issuer=settings.issuer,
        subject=str(claims["sub"]),
        sid=_text(claims.get("sid")),
        name=_text(claims.get("name")),
        email=_text(claims.get("email")) if sure else None,
        roles=_roles(claims, settings.roles_claim),
    )


def logged_out(
    claims: Mapping[str, Any], settings: IdentitySettings, now: datetime
) -> tuple[str | None, str | None]:
    """Whose sessions a provider says are over: its session, and its name for the person.

    Raises:
        NotIdentified: It says no such thing, or not to us, or said it too long ago.
    """
    audience = claims.get("aud")
    told = claims.get("events")
    at = claims.get("iat")
    good = (
        claims.get("iss") == settings.issuer
        and settings.client_id in (audience if isinstance(audience, list) else [audience])
        and isinstance(told, dict)
        and isinstance(told.get(LOGOUT), dict)
        and "nonce" not in claims
        and isinstance(at, int | float)
        and abs(now - datetime.fromtimestamp(at, UTC)) < _LOGOUT_LASTS
        and isinstance(claims.get("jti"), str)
    )
    sid, subject = _text(claims.get("sid")), _text(claims.get("sub"))
    if not good or (sid is None and subject is None):
        raise _unsigned()
    return sid, subject


def _roles(claims: Mapping[str, Any], claim: str | None) -> frozenset[StaffRole] | None:
    if claim is None:
        return None
    told = claims.get(claim)
    names = told if isinstance(told, list) else [told]
    known = {role.value for role in StaffRole}
    return frozenset(StaffRole(name) for name in names if isinstance(name, str) and name in known)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _unsigned() -> NotIdentified:
    return NotIdentified(
        "You are not signed in: what your organisation's sign-in service sent cannot be trusted. "
        "Begin again; if it happens again, tell whoever runs these pages."
    )
