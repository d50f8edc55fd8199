"""Asks an identity provider: where to send people, who came back, and that they left."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode, urlsplit

import httpx2
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc.errors import InvalidKeyIdError

from desk.identity.claims import NotIdentified, identified, logged_out, verified
from schemas.identity import Identified, IdentitySettings
from schemas.sentences import Sentence

SCOPES: Final = "openid profile email"
CALLBACK: Final = "/sign-in/back"
SIGNED_OUT: Final = "/signed-out"
_WITHIN = 10.0  # seconds that it may take to answer
_KNOWN_FOR = 3600.0  # seconds for which what it says of itself is believed
_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


class IdentityUnavailable(Sentence):
    """The provider does not answer, or is not what it was said to be."""


class DeviceCode(NamedTuple):
    """What a person at a terminal opens, and what the terminal asks with meanwhile.

    Attributes:
        address: To be opened in any browser.
        code: To be typed or compared there.
        secret: What the terminal asks with.
        every: Seconds between two questions.
        until: When it is too late, by the monotonic clock.
    """

    address: str
    code: str
    secret: str
    every: float
    until: float


class Provider:
    """An identity provider.

    Args:
        settings: Which.
    """

    def __init__(self, settings: IdentitySettings) -> None:
        self.settings = settings
        # `Any`: metadata and keys are what the provider says of itself.
        self._metadata: dict[str, Any] = {}
        self._keys: dict[str, Any] = {}
        self._known_at = 0.0

    async def address_to_sign_in(self, state: str, nonce: str, verifier: str) -> str:
        """Where to send a browser.

        Args:
            state: Names this attempt.
            nonce: To be signed with who they are.
            verifier: Of PKCE; only its digest goes there.

        Raises:
            IdentityUnavailable: The provider does not answer.
        """
        metadata = await self._about()
        async with self._asking() as client:
            address, _ = client.create_authorization_url(
                metadata["authorization_endpoint"],
                state=state,
                nonce=nonce,
                code_verifier=verifier,
            )
        return str(address)

    async def who_came_back(self, code: str, nonce: str, verifier: str) -> Identified:
        """Who somebody is, for the code that they came back with.

        Raises:
            NotIdentified: The code is of no use, or what comes for it is not for us.
            IdentityUnavailable: The provider does not answer.
        """
        metadata = await self._about()
        async with self._asking() as client:
            try:
                token = await client.fetch_token(
                    metadata["token_endpoint"],
                    code=code,
                    code_verifier=verifier,
                    grant_type="authorization_code",
                )
            except OAuthError:
                raise _code_of_no_use() from None
        return await self._identified(token, nonce)

    # --- At a terminal -------------------------------------------------------------------------

    async def begin_device(self) -> DeviceCode:
        """What somebody at a terminal opens in a browser, wherever that is.

        Raises:
            IdentityUnavailable: The provider does not answer, or knows no such way.
        """
        metadata = await self._about()
        endpoint = metadata.get("device_authorization_endpoint")
        if endpoint is None:
            raise IdentityUnavailable(
                "You were not signed in: your organisation's sign-in service has no way for "
                "terminals. Sign in to the pages instead; they make a personal token."
            )
        async with self._asking() as client:
            answer = await client.request(
                "POST",
                endpoint,
                data={"client_id": self.settings.client_id, "scope": SCOPES},
                withhold_token=True,
            )
        told = _json(answer)
        return DeviceCode(
            str(told.get("verification_uri_complete") or told["verification_uri"]),
            str(told["user_code"]),
            str(told["device_code"]),
            float(told.get("interval", 5)),
            time.monotonic() + float(told["expires_in"]),
        )

    async def who_approved(self, device: DeviceCode) -> Identified:
        """Who somebody is, once they have approved the terminal in a browser.

        Raises:
            NotIdentified: They refused, or it took too long.
            IdentityUnavailable: The provider does not answer.
        """
        metadata = await self._about()
        every = device.every
        while time.monotonic() < device.until:
            await asyncio.sleep(every)
            async with self._asking() as client:
                answer = await client.request(
                    "POST",
                    metadata["token_endpoint"],
                    data={
                        "grant_type": _DEVICE,
                        "device_code": device.secret,
                        "client_id": self.settings.client_id,
                    },
                    withhold_token=True,
                )
            told = answer.json()
            match told.get("error"):
                case None:
                    return await self._identified(told, None)
                case "authorization_pending":
                    continue
                case "slow_down":
                    every += 5
                case _:
                    break
        raise NotIdentified(
            "You were not signed in: it was refused in the browser, or took too long. `visits "
            "login` begins again."
        )

    # --- Leaving -------------------------------------------------------------------------------

    async def sign_out_address(self) -> str | None:
        """Where people sign out of the provider, too; `None` where it has no such place."""
        try:
            endpoint = (await self._about()).get("end_session_endpoint")
        except IdentityUnavailable:
            return None
        if endpoint is None:
            return None
        back = f"{self.settings.public_address}{SIGNED_OUT}"
        given = {"client_id": self.settings.client_id, "post_logout_redirect_uri": back}
        return f"{endpoint}?{urlencode(given)}"

    async def who_left(self, logout_token: str) -> tuple[str | None, str | None]:
        """Whose sessions the provider says are over: its session, and its name for the person.

        Raises:
            NotIdentified: The provider did not say that.
            IdentityUnavailable: It does not answer.
        """
        claims = await self._verified(logout_token)
        return logged_out(claims, self.settings, datetime.now(UTC))

    # --- Asking --------------------------------------------------------------------------------

    async def _identified(self, token: Mapping[str, Any], nonce: str | None) -> Identified:
        statement = token.get("id_token")
        if not isinstance(statement, str):
            raise _code_of_no_use()
        claims = await self._verified(statement)
        return identified(claims, self.settings, nonce)

    async def _verified(self, text: str) -> dict[str, Any]:
        metadata = await self._about()
        signed_by = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        try:
            return verified(text, self._keys, signed_by)
        except InvalidKeyIdError:
            await self._ask_about()  # it has another key since
        try:
            return verified(text, self._keys, signed_by)
        except InvalidKeyIdError:
            raise _code_of_no_use() from None

    async def _about(self) -> Mapping[str, Any]:
        if not self._metadata or time.monotonic() - self._known_at > _KNOWN_FOR:
            await self._ask_about()
        return self._metadata

    async def _ask_about(self) -> None:
        issuer = self.settings.issuer
        async with self._asking() as client:
            address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
            told = _json(await client.request("GET", address, withhold_token=True))
            if told.get("issuer") != issuer:
                raise IdentityUnavailable(
                    "Nobody can sign in: the service at VISITS_OIDC_ISSUER calls itself otherwise. "
                    "Set it to the issuer exactly as the service tells it."
                )
            for name, value in told.items():
                if name.endswith(("_endpoint", "jwks_uri")) and not self._safe(str(value)):
                    raise IdentityUnavailable(
                        "Nobody can sign in: the sign-in service names an address without TLS."
                    )
            keys = _json(await client.request("GET", told["jwks_uri"], withhold_token=True))
        self._metadata, self._keys, self._known_at = told, keys, time.monotonic()

    def _safe(self, address: str) -> bool:
        return urlsplit(address).scheme == "https" or self.settings.private

    @asynccontextmanager
    async def _asking(self) -> AsyncIterator[AsyncOAuth2Client]:
        settings = self.settings
        async with AsyncOAuth2Client(
            settings.client_id,
            settings.client_secret,
            scope=SCOPES,
            redirect_uri=f"{settings.public_address}{CALLBACK}",
            code_challenge_method="S256",
            token_endpoint_auth_method=(
                "client_secret_basic" if settings.client_secret else "none"
            ),
            timeout=_WITHIN,
        ) as client:
            try:
                yield client
            except (httpx2.HTTPError, KeyError, ValueError) as error:
                raise IdentityUnavailable(
                    "Nobody can sign in just now: your organisation's sign-in service does not "
                    f"answer as it should ({type(error).__name__}). Try again in a while."
                ) from None


def _json(answer: Any) -> dict[str, Any]:  # noqa: ANN401 - of httpx's
    answer.raise_for_status()
    told = answer.json()
    if not isinstance(told, dict):
        raise ValueError  # noqa: TRY004 - no answer of a provider, as any other that is none
    return told


def _code_of_no_use() -> NotIdentified:
    return NotIdentified(
        "You are not signed in: what your organisation's sign-in service sent was used already, or "
        "is too old. Begin again."
    )
