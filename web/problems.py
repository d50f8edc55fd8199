"""How the doors say no: problem documents (RFC 9457), each with a sentence for a person."""

import json
from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.types import Receive, Scope, Send

MEDIA_TYPE = "application/problem+json"


AT_A_TERMINAL: Final = "at_a_terminal"
"""What a problem has besides where its `detail` names requests: the same with commands instead."""


class ProblemCode(StrEnum):
    """Every kind of problem, for programs; the last part of a problem's `type`."""

    BAD_REQUEST = "bad-request"
    NO_TOKEN = "no-token"  # noqa: S105 - a code
    TOKEN_REFUSED = "token-refused"  # noqa: S105 - a code
    SCOPE_MISSING = "scope-missing"
    NOT_FOUND = "not-found"
    NOTE_RECALLED = "note-recalled"
    REPORT_WITHDRAWN = "report-withdrawn"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    TOO_LARGE = "too-large"
    TOO_SLOW = "too-slow"
    TOO_MANY_AT_ONCE = "too-many-at-once"
    TOO_MANY_READINGS = "too-many-readings"
    BEYOND_THE_END = "beyond-the-end"
    INTERNAL = "internal"
    UNAVAILABLE = "unavailable"
    UNUSABLE_ADDRESS = "unusable-address"
    SUBSCRIPTION_TAKEN = "subscription-taken"
    SUBSCRIPTION_ENDED = "subscription-ended"
    TOO_MANY_SUBSCRIPTIONS = "too-many-subscriptions"
    NOT_NOW = "not-now"
    REFUSED = "refused"
    NOT_CONFIRMED = "not-confirmed"
    NOT_ANSWERED = "not-answered"
    ID_OF_ANOTHER = "id-of-another"
    NOT_PERMITTED = "not-permitted"


class Kind(NamedTuple):
    """What is true of every problem of one kind.

    Attributes:
        status: The HTTP status it comes with.
        meaning: What went wrong.
        remedy: What whoever wrote the consumer can do about it.
    """

    status: HTTPStatus
    meaning: str
    remedy: str


KINDS: Final[Mapping[ProblemCode, Kind]] = {
    ProblemCode.BAD_REQUEST: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "The request cannot be understood: a part of it is missing, or is not what it may be.",
        "Read `errors` for each part that is wrong, and /openapi.json for what each may be. The "
        "same request will not do better another time.",
    ),
    ProblemCode.NO_TOKEN: Kind(
        HTTPStatus.UNAUTHORIZED,
        "The request brings no token, and this door needs one.",
        "Send “Authorization: Bearer …” with the token that you were given. If you have none, ask "
        "the programme for one.",
    ),
    ProblemCode.TOKEN_REFUSED: Kind(
        HTTPStatus.UNAUTHORIZED,
        "The token is not known here, or it was revoked or has expired.",
        "Look whether the whole token was sent, without quotes or line ends. If so, ask the "
        "programme for a new one; your position in the log stays good.",
    ),
    ProblemCode.SCOPE_MISSING: Kind(
        HTTPStatus.FORBIDDEN,
        "The token is good, and does not open this door.",
        "Ask the programme for a token with the scope that `detail` names.",
    ),
    ProblemCode.NOT_FOUND: Kind(
        HTTPStatus.NOT_FOUND,
        "There is nothing at this address, or nothing that you may know of.",
        "Compare the address with /openapi.json. A note is found only by a department that it was "
        "shared with, and from then on: follow `visit.note_shared.v1`.",
    ),
    ProblemCode.NOTE_RECALLED: Kind(
        HTTPStatus.GONE,
        "The note was shared with your department and has been recalled: agreement to a case in "
        "it was taken back, or it was shared too early.",
        "Destroy every copy of it. If it, or a new version, is shared, `visit.note_shared.v1` "
        "tells it and it is at the same address.",
    ),
    ProblemCode.REPORT_WITHDRAWN: Kind(
        HTTPStatus.GONE,
        "The report was published and has been withdrawn, for the reason that was given then.",
        "Take down copies of it. What it told stays known to every later report; follow "
        "`report.withdrawn.v1`.",
    ),
    ProblemCode.METHOD_NOT_ALLOWED: Kind(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "There is something at this address, and that is not what can be done with it.",
        "The header `Allow` tells what can.",
    ),
    ProblemCode.TOO_LARGE: Kind(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "The body of the request is larger than anything that may be asked here.",
        "Ask for less at once: no list needs more than a thousand entries.",
    ),
    ProblemCode.TOO_SLOW: Kind(
        HTTPStatus.REQUEST_TIMEOUT,
        "The request's body did not come in time.",
        "Send the whole request at once; if the way to us is slow, send less.",
    ),
    ProblemCode.TOO_MANY_AT_ONCE: Kind(
        HTTPStatus.TOO_MANY_REQUESTS,
        "You have as many requests under way as you may have at once, streams included.",
        "Follow the events by one stream, or ask one page after the other. Come again after the "
        "seconds that `Retry-After` gives.",
    ),
    ProblemCode.TOO_MANY_READINGS: Kind(
        HTTPStatus.TOO_MANY_REQUESTS,
        "You have read notes as often as you may within an hour; each reading is recorded.",
        "Keep the notes that you read, with their `ETag`. Come again after the seconds that "
        "`Retry-After` gives.",
    ),
    ProblemCode.BEYOND_THE_END: Kind(
        HTTPStatus.CONFLICT,
        "The position is beyond the end of the log, so it was not read here.",
        "Stop, and compare your copy with the log by /events/head before you go on: you followed "
        "another log, or this one was restored from a backup.",
    ),
    ProblemCode.INTERNAL: Kind(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "The request met a mistake of ours.",
        "Ask again once, later. If it happens again, tell the programme when, and what you asked.",
    ),
    ProblemCode.UNAVAILABLE: Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The register does not answer at the moment. Nothing is lost.",
        "Ask again after the seconds that `Retry-After` gives: for events from the same position. "
        "What was sent with an Idempotency-Key is sent again with the same; of anything else, see "
        "first what has become of it.",
    ),
    ProblemCode.UNUSABLE_ADDRESS: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "Events cannot be pushed to this address.",
        "Give an address that `detail` does not rule out; a subscription tells what it may be.",
    ),
    ProblemCode.SUBSCRIPTION_TAKEN: Kind(
        HTTPStatus.CONFLICT,
        "There is another subscription of that id, which asks for something else.",
        "Choose another id, or change the subscription that there is.",
    ),
    ProblemCode.TOO_MANY_SUBSCRIPTIONS: Kind(
        HTTPStatus.CONFLICT,
        "You have as many subscriptions as a consumer may have at once.",
        "End one that you do not need, or change one to ask for more: a subscription without a "
        "filter has every event.",
    ),
    ProblemCode.SUBSCRIPTION_ENDED: Kind(
        HTTPStatus.CONFLICT,
        "The subscription has ended, and an end is for good.",
        "Make a new one under another id, after the position to which this one came.",
    ),
    ProblemCode.NOT_NOW: Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "This part of the feed is not served at the moment.",
        "Ask again after the seconds that `Retry-After` gives. The events themselves can be read.",
    ),
    ProblemCode.REFUSED: Kind(
        HTTPStatus.CONFLICT,
        "The rules do not allow this, as things stand; nothing has changed.",
        "Read `detail`, which says what was refused, why, and what to do; `code` says why in one "
        "word. The same request does no better before something else has happened.",
    ),
    ProblemCode.NOT_CONFIRMED: Kind(
        HTTPStatus.CONFLICT,
        "The decision would bring about more than it says, such as letters to people outside, and "
        "nobody has said that this is meant; nothing has changed.",
        "Ask for its preview, show it to whoever decides, and send it again with confirmed=true.",
    ),
    ProblemCode.NOT_ANSWERED: Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "No worker took the decision in time, and it may not have been accepted.",
        "Send it again with the same Idempotency-Key after the seconds that `Retry-After` gives: "
        "it is done at most once.",
    ),
    ProblemCode.ID_OF_ANOTHER: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "The Idempotency-Key was given to another decision before; nothing has changed.",
        "Give each decision a key of its own, and the same key only to the same decision.",
    ),
    ProblemCode.NOT_PERMITTED: Kind(
        HTTPStatus.FORBIDDEN,
        "The roles of whoever asks do not include this decision; nothing has changed.",
        "Read `detail`, which says whose decision it is, and ask them.",
    ),
}
"""Told at `/problems/<code>`, which is where a problem's `type` leads."""


PROBLEM = "Problem"
"""What the schema of all problems is called, of which there is one."""


class Wrong(BaseModel):
    """One thing wrong with a request.

    Attributes:
        place: Where, e.g. `body.url`.
        wrong: What.
    """

    model_config = ConfigDict(serialize_by_alias=True)

    place: str = Field(alias="in")
    wrong: str


class ProblemDocument(BaseModel):
    """A problem (RFC 9457).

    Attributes:
        type: Names the kind of problem; a reference to where it is explained.
        title: What kind of problem it is, the same whenever it occurs.
        status: The HTTP status.
        detail: What is wrong this time, and what would be right.
        errors: Each thing wrong with a request, by where it is.
    """

    type: str
    title: str
    status: int
    detail: str
    errors: list[Wrong] = Field(default_factory=list)


class Problem(Exception):
    """A request cannot be served.

    Args:
        status: The HTTP status.
        code: The kind of problem.
        detail: A sentence for whoever wrote the consumer.
        headers: To send along.
    """

    def __init__(
        self,
        status: HTTPStatus,
        code: ProblemCode,
        detail: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers


def title_of(code: ProblemCode) -> str:
    """What a kind of problem is called."""
    return code.replace("-", " ").capitalize()


def document(  # noqa: PLR0913 - what a problem can tell, by name
    status: HTTPStatus,
    code: ProblemCode,
    detail: str,
    *,
    errors: list[Wrong] | None = None,
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, object] | None = None,
) -> JSONResponse:
    """A problem document; `more` is what a kind of problem tells besides (RFC 9457, 3.2)."""
    body = ProblemDocument(
        type=f"/problems/{code}",
        title=title_of(code),
        status=status.value,
        detail=detail,
        errors=errors or [],
    )
    content: dict[str, Any] = {**jsonable_encoder(body, exclude_defaults=True), **(more or {})}
    return _Document(content, status.value, media_type=MEDIA_TYPE, headers=headers)


class _Document(JSONResponse):
    """A problem that leads to where its kind is explained, also below a path of its own."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; only now it is known below which path the feed is published."""
        root = scope.get("root_path", "")
        if root:
            content = json.loads(bytes(self.body))
            self.body = self.render({**content, "type": f"{root}{content['type']}"})
            self.headers["content-length"] = f"{len(self.body)}"
        await super().__call__(scope, receive, send)


_ANYWHERE = (
    ProblemCode.BAD_REQUEST,
    ProblemCode.TOO_SLOW,
    ProblemCode.TOO_MANY_AT_ONCE,
    ProblemCode.INTERNAL,
    ProblemCode.UNAVAILABLE,
    ProblemCode.NOT_NOW,
)
_BY_TOKEN = {ProblemCode.NO_TOKEN: (ProblemCode.NO_TOKEN, ProblemCode.TOKEN_REFUSED)}
_HEADERS = {
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": "What a door asks for: a bearer token."},
    HTTPStatus.TOO_MANY_REQUESTS: {"Retry-After": "Seconds to wait."},
    HTTPStatus.SERVICE_UNAVAILABLE: {"Retry-After": "Seconds to wait."},
}


def responses_of(*codes: ProblemCode) -> dict[int | str, dict[str, Any]]:
    """The problems of a door, for its `responses` in OpenAPI.

    Args:
        codes: Those of its own; what may go wrong anywhere is added, and a token that is refused
            where one is asked for.
    """
    all_of_them = [one for code in (*codes, *_ANYWHERE) for one in _BY_TOKEN.get(code, (code,))]
    by_status: dict[HTTPStatus, list[ProblemCode]] = {}
    for code in dict.fromkeys(all_of_them):
        by_status.setdefault(KINDS[code].status, []).append(code)
    return {status.value: _response(status, kinds) for status, kinds in sorted(by_status.items())}


def _response(status: HTTPStatus, codes: list[ProblemCode]) -> dict[str, Any]:
    return {
        "description": " ".join(f"`{code}`: {KINDS[code].meaning}" for code in codes),
        "content": {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{PROBLEM}"}}},
        "headers": {
            name: {"description": told, "schema": {"type": "string"}}
            for name, told in _HEADERS.get(status, {}).items()
        },
    }
