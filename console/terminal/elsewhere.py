"""Decides at an installation elsewhere, through its API, as whoever shows a personal token there.

A coordinator's machine then needs neither the register's address nor Temporal's, and no key: the
desk behind the API takes the decision, signs it and answers.
"""

import os
from collections.abc import Awaitable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from activities.spans import origin
from console.terminal import kept_tokens
from console.terminal.acting import TOKEN, NotSignedIn, token_shown
from console.terminal.connection import TwoSources
from console.terminal.places import API
from console.terminal.traced import command_traced
from desk.answers import NotAnswered, NotConfirmed, NotYetRecorded
from desk.decisions import DecisionKind, all_decisions
from desk.opening_by_form import Begun, subject_of
from desk.preview import Preview, preview_of_json
from desk.receipts import AnyReceipt
from rules.refusals import RefusalCode, Refused
from schemas.forms.form import Form
from schemas.ids import UpdateId
from schemas.opening_forms import OPENING_FORMS
from schemas.sentences import Sentence
from stack import ADDRESSES_NAME
from web.problems import AT_A_TERMINAL
from web.subjects import address_of

if TYPE_CHECKING:
    import httpx2

_PATIENCE: Final = 30.0  # seconds; the desk behind it says after ten that something is late
_AWAY_BEHIND: Final = frozenset(
    {
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
"""What an API says whose register went away, and what stands before one that has gone: a decision
may have been taken before."""
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_RECEIPT: Final[TypeAdapter[AnyReceipt]] = TypeAdapter(AnyReceipt)


class ApiRefused(Sentence):
    """The API says no, in its own words, or cannot be asked."""


def api_address(folder: Path) -> str:
    """The API at which commands decide, as `VISITS_API` says.

    Args:
        folder: Where a stack may run.

    Raises:
        TwoSources: A stack runs here, too.
        ApiRefused: What is set is no address that a token may be sent to.
    """
    address = (os.environ.get(API) or "").rstrip("/")
    if (folder / ADDRESSES_NAME).exists():
        raise TwoSources(
            f"A stack runs under '{folder}', and {API} names an installation elsewhere. Unset it "
            "to mean the stack; to mean the other, run this in a folder where no stack runs."
        )
    parts = urlsplit(address)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not safe or parts.hostname is None or parts.username is not None:
        raise ApiRefused(
            f"{API} is no address that your token may be sent to: it begins with https:// and has "
            "no name or password in it."
        )
    return address


def token_of(address: str) -> str:
    """The personal token for an API.

    Raises:
        NotSignedIn: There is none.
    """
    secret = token_shown() or kept_tokens.read(address)
    if secret is None:
        raise NotSignedIn(
            "You have not signed in to that installation from this machine. Make a personal token "
            "on the page “Account” there, then `visits login` takes it; a program sets "
            f"{TOKEN} to it instead."
        )
    return secret


class Elsewhere:
    """The desk of an installation, through its API.

    Args:
        address: Of the API.
        token: Personal, of whoever decides.
    """

    def __init__(self, address: str, token: str) -> None:
        self._address = address
        self._token = token

    async def submit(
        self, subject: str, form: Form, *, update_id: UpdateId, confirmed: bool
    ) -> AnyReceipt:
        """Bring a decision; answered, and refused, as by a desk on this machine."""
        kind = _kind(form)
        where = f"{address_of(kind.about, subject)}/decisions/{kind.slug}"
        told = await self._post(where, form, subject, update_id, _said(confirmed))
        return _RECEIPT.validate_python(told["receipt"])

    async def open(self, form: Form, *, update_id: UpdateId, confirmed: bool = True) -> Begun:
        """Open what a form tells; answered, and refused, as by a desk on this machine."""
        told = await self._post(
            f"/{_opened_by(form)}s", form, subject_of(form), update_id, _said(confirmed)
        )
        receipt = told["receipt"]
        return Begun(told["subject"], _RECEIPT.validate_python(receipt) if receipt else None)

    async def preview_opening(self, form: Form) -> Preview:
        """What opening what a form tells would do."""
        where = f"/{_opened_by(form)}s/preview"
        return preview_of_json(await self._post(where, form, subject_of(form)))

    async def preview(self, subject: str, form: Form) -> Preview:
        """What a decision would do; raises as a desk on this machine does."""
        kind = _kind(form)
        where = f"{address_of(kind.about, subject)}/decisions/{kind.slug}/preview"
        return preview_of_json(await self._post(where, form, subject))

    async def see_that_it_opens(self) -> None:
        """See whether the token opens anything there; raises `NotSignedIn` where it does not."""
        async with self._client() as client:
            answer = await self._asked(client.get("/inbox"))
        if answer.status_code == HTTPStatus.UNAUTHORIZED:
            raise NotSignedIn(str(answer.json().get("detail", "")))

    async def _post(
        self,
        where: str,
        form: Form,
        subject: str,
        update_id: UpdateId | None = None,
        query: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        headers = {"Idempotency-Key": update_id} if update_id else {}
        with command_traced():
            if known := origin():
                headers["traceparent"] = known
            async with self._client() as client:
                answer = await self._asked(
                    client.post(
                        where,
                        params=dict(query or {}),
                        headers=headers,
                        json=form.model_dump(mode="json", exclude_defaults=True),
                    ),
                    subject,
                    update_id,
                )
        if update_id and answer.status_code in _AWAY_BEHIND:
            raise self._not_answered(answer, subject, update_id)
        told = _told(answer)
        if answer.status_code == HTTPStatus.ACCEPTED and update_id:
            raise NotYetRecorded(subject, update_id)
        if answer.status_code >= HTTPStatus.BAD_REQUEST:
            raise _problem(told, subject)
        return told

    def _not_answered(
        self, answer: "httpx2.Response", subject: str, update_id: UpdateId
    ) -> NotAnswered:
        if b"/problems/not-answered" in answer.content:
            return NotAnswered(subject, update_id)  # its desk has asked for a worker
        return NotAnswered(
            subject,
            update_id,
            f"something behind {self._address} is away (status {answer.status_code}). Wait until "
            "it is back",
        )

    def _client(self) -> "httpx2.AsyncClient":
        # Whoever decides on this machine need not load it.
        import httpx2

        return httpx2.AsyncClient(
            base_url=self._address,
            headers={"Authorization": f"Bearer {self._token}"},
            timeout=_PATIENCE,
        )

    async def _asked(
        self,
        asking: "Awaitable[httpx2.Response]",
        subject: str = "",
        update_id: UpdateId | None = None,
    ) -> "httpx2.Response":
        """Have an answer, or say what is known without one."""
        import httpx2

        try:
            return await asking
        except httpx2.ConnectError:
            raise ApiRefused(
                f"{self._address} cannot be reached, and nothing has changed. See whether {API} "
                "is right and the network is there, then try again."
            ) from None
        except httpx2.HTTPError as error:
            if update_id:
                # It may have been taken: the same id asks for it again, and takes it once.
                raise NotAnswered(
                    subject,
                    update_id,
                    f"nothing came from {self._address} ({type(error).__name__}). See whether the "
                    "network is there",
                ) from None
            raise ApiRefused(
                f"{self._address} did not answer ({type(error).__name__}). Try again in a moment."
            ) from None


def _said(confirmed: bool) -> dict[str, str]:  # noqa: FBT001 - one thing that is said or not
    return {"confirmed": "true"} if confirmed else {}


def _opened_by(form: Form) -> str:
    return next(what for what, kind in OPENING_FORMS.items() if kind is type(form))


def _kind(form: Form) -> DecisionKind:
    return next(kind for kind in all_decisions() if kind.form is type(form))


def _told(answer: "httpx2.Response") -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise ApiRefused(
            f"What answers at the address in {API} is no API of this kind "
            f"(status {answer.status_code})."
        )
    return told


def _problem(told: Mapping[str, Any], subject: str) -> Sentence:
    """What a desk on this machine would have raised."""
    kind = str(told.get("type", "")).rpartition("/")[2]
    detail = str(told.get(AT_A_TERMINAL) or told.get("detail", ""))
    match kind:
        case "no-token" | "token-refused":
            return NotSignedIn(detail)
        case "not-confirmed":
            return NotConfirmed(subject, tuple(told.get("consequences", ())))
        case _:
            pass
    if told.get("code") in set(RefusalCode):
        return Refused(RefusalCode(told["code"]), detail)
    return ApiRefused(detail or "The API says no, and not why.")
