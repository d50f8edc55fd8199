"""What of a span leaves this process: what is named here, and no words.

Temporal's interceptor and OpenTelemetry's SDK write down what an exception says and where it was
raised, and a span is easily given one attribute too many. So nothing is taken out of spans; they
are made anew of what is known to be harmless.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import Link, Status
from opentelemetry.util.types import AttributeValue

NAMED: Final = frozenset(
    {
        "error.code",
        "error.type",
        "event.position",
        "event.sequence",
        "event.type",
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "letter.channel",
        "letter.kind",
        "letter.status",
        "push.answer",
        "temporalActivityID",
        "temporalRunID",
        "temporalWorkflowID",
        "visits.decision",
        "visits.door",
        "visits.events",
        "visits.stream",
    }
)
"""The attributes that may leave; how each comes about is in decision 0075."""

WITHHELD: Final = "withheld"

_LONGEST: Final = 200
_CODE: Final = re.compile(r"[A-Za-z0-9_.:/{}\-]*")
_NAME: Final = re.compile(r"[A-Za-z0-9_.:/{} \-]*")
_EXCEPTION: Final = "exception"
_EXCEPTION_TYPE: Final = "exception.type"


class BareSpans(SpanExporter):
    """Passes on what may leave.

    Args:
        to: What sends it.
    """

    def __init__(self, to: SpanExporter) -> None:
        self._to = to
        self._ended = False

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """See `SpanExporter`."""
        if self._ended:
            return SpanExportResult.FAILURE
        return self._to.export([bare(span) for span in spans])

    def shutdown(self) -> None:
        """See `SpanExporter`; said again, as where time is up, it changes nothing."""
        if not self._ended:
            self._ended = True
            self._to.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """See `SpanExporter`."""
        return self._to.force_flush(timeout_millis)


def bare(span: ReadableSpan) -> ReadableSpan:
    """A span without whatever is not known to be harmless."""
    name = span.name if _is_like(_NAME, span.name) else WITHHELD
    return ReadableSpan(
        name=name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=_named(span.attributes or {}),
        events=[_bare_event(event) for event in span.events],
        links=[Link(link.context) for link in span.links],
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _named(told: Mapping[str, AttributeValue]) -> dict[str, AttributeValue]:
    return {name: _plain(value) for name, value in told.items() if name in NAMED}


def _plain(value: AttributeValue) -> AttributeValue:
    if isinstance(value, bool | int | float):
        return value
    return value if isinstance(value, str) and _is_like(_CODE, value) else WITHHELD


def _is_like(pattern: re.Pattern[str], text: str) -> bool:
    return len(text) <= _LONGEST and pattern.fullmatch(text) is not None


def _bare_event(event: Event) -> Event:
    """That there was an exception, and of which class."""
    kind = (event.attributes or {}).get(_EXCEPTION_TYPE)
    told = {_EXCEPTION_TYPE: _plain(kind)} if kind is not None else {}
    name = event.name if event.name == _EXCEPTION else WITHHELD
    return Event(name, told, timestamp=event.timestamp)
