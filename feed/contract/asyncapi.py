"""The doors as channels: the AsyncAPI 3 document.

Its frame is written by hand, because only a person knows what the channels have in common; the
messages are those of the catalogue.
"""

from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

from feed.contract import components
from feed.contract.catalogue import CATALOGUE, Kind
from register.cloudevents import BATCH_MEDIA_TYPE
from register.cloudevents import MEDIA_TYPE as EVENT_MEDIA_TYPE

_HTTP = "0.3.0"
"""Which edition of AsyncAPI's HTTP binding."""

_ABOUT = """\
The events of the programme of area SEND visits, by three doors that deliver the same bytes. \
What tells of one person is withheld from consumers without the scope `personal`, and `withheld` \
names it. \
Delivery is at least once, with the same id each time; events of one `partitionkey` come in order; \
`position` has no gap. The requests themselves are described in `/openapi.json`."""

_HEADERS = "WebhookHeaders"
_WEBHOOK_HEADERS = {
    "title": "Headers of a webhook",
    "type": "object",
    "required": ["webhook-id", "webhook-timestamp", "webhook-signature"],
    "properties": {
        "webhook-id": {
            "type": "string",
            "description": "The `id` of the event: the same when it is sent again.",
        },
        "webhook-timestamp": {
            "type": "string",
            "pattern": "^[0-9]+$",
            "description": "Seconds since 1970 at which this attempt was made.",
        },
        "webhook-signature": {
            "type": "string",
            "description": "Signatures of `<id>.<timestamp>.<body>` with a space between, as "
            "Standard Webhooks has them; one that you can check is enough.",
        },
    },
}


def document(published_at: str, examples: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The document.

    Args:
        published_at: Where the feed is published.
        examples: An event of each type.
    """
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Area visits: events",
            "version": version("area-visits"),
            "description": _ABOUT,
            "license": {"name": "MIT"},
        },
        "defaultContentType": EVENT_MEDIA_TYPE,
        "servers": _servers(published_at),
        "channels": _channels(),
        "operations": _operations(),
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token with the scope `feed`. With `personal` as "
                    "well, nothing is withheld.",
                }
            },
            "messages": {
                kind.name: _message(kind, examples.get(kind.name)) for kind in CATALOGUE.values()
            },
            "schemas": _schemas(),
        },
    }


def _servers(published_at: str) -> dict[str, Any]:
    where = urlsplit(published_at)
    return {
        "feed": {
            "host": where.netloc,
            **({"pathname": where.path} if where.path else {}),
            "protocol": where.scheme,
            "description": "Where this feed is published.",
            "security": [_ref("components", "securitySchemes", "token")],
        },
        "consumer": {
            "host": "{host}",
            "protocol": "https",
            "description": "A consumer who has subscribed, at the address that it gave.",
            "variables": {"host": {"description": "As subscribed.", "examples": ["example.org"]}},
        },
    }


def _channels() -> dict[str, Any]:
    each = {name: _ref("components", "messages", name) for name in CATALOGUE}
    return {
        "pull": {
            "address": "/events",
            "title": "Events in pages",
            "description": "The log after a position, with a long poll at its end.",
            "servers": [_ref("servers", "feed")],
            "messages": {
                "batch": {
                    "name": "batch",
                    "title": "The next events",
                    "summary": "In order of position; empty when there is none.",
                    "contentType": BATCH_MEDIA_TYPE,
                    "payload": {
                        "title": "EventBatch",
                        "type": "array",
                        "items": components.reference(components.EVENT),
                    },
                }
            },
        },
        "live": {
            "address": "/events/stream",
            "title": "Events as they are recorded",
            "description": "Server-sent events: `id` is the position, from which a consumer goes "
            "on with `Last-Event-ID`, `event` is the type and `data` the event.",
            "servers": [_ref("servers", "feed")],
            "messages": each,
        },
        "webhook": {
            "address": None,
            "title": "Events pushed to a consumer",
            "description": "Standard Webhooks: a POST to the address that was subscribed, again "
            "until it is answered by 2xx.",
            "servers": [_ref("servers", "consumer")],
            "messages": {
                name: {
                    "name": name,
                    "title": kind.title,
                    "summary": kind.happened,
                    "headers": components.reference(_HEADERS),
                    "payload": _payload(kind),
                }
                for name, kind in CATALOGUE.items()
            },
        },
    }


def _operations() -> dict[str, Any]:
    return {
        "answerWithEvents": {
            "action": "send",
            "title": "Answer with the next events",
            "channel": _ref("channels", "pull"),
            "bindings": {"http": {"method": "GET", "bindingVersion": _HTTP}},
        },
        "streamEvents": {
            "action": "send",
            "title": "Send each event once it is recorded",
            "channel": _ref("channels", "live"),
            "bindings": {"http": {"method": "GET", "bindingVersion": _HTTP}},
        },
        "pushEvents": {
            "action": "send",
            "title": "Push each event to those who subscribed to it",
            "channel": _ref("channels", "webhook"),
            "bindings": {"http": {"method": "POST", "bindingVersion": _HTTP}},
        },
    }


def _message(kind: Kind, example: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "name": kind.name,
        "title": kind.title,
        "summary": kind.happened,
        "description": kind.emitted,
        **({"deprecated": True} if kind.retired else {}),
        "contentType": EVENT_MEDIA_TYPE,
        "payload": _payload(kind),
        **({"examples": [{"name": "rehearsed", "payload": example}]} if example else {}),
    }


def _payload(kind: Kind) -> dict[str, str]:
    return components.reference(components.name_of(kind))


def _schemas() -> dict[str, Any]:
    """All schemas side by side, each under the name of a model."""
    return {**components.schemas(), _HEADERS: _WEBHOOK_HEADERS}


def _ref(*path: str) -> dict[str, str]:
    return {"$ref": "/".join(["#", *path])}
