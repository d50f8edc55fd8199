"""Takes the spans that floors below tell, and gives them to OpenTelemetry."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import SpanKind, StatusCode, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from activities.spans import Origin, Span, Told

_W3C: Final = TraceContextTextMapPropagator()
_TRACEPARENT: Final = "traceparent"
_FAILED_FROM: Final = 500  # the status of an answer


def context_of(origin: Origin | None) -> Context:
    """A context in which a span is the current one, whatever is current here."""
    return _W3C.extract({_TRACEPARENT: origin} if origin else {}, Context())


def origin_of(context: Context | None = None) -> Origin | None:
    """The current span as it is told to others."""
    carrier: dict[str, str] = {}
    _W3C.inject(carrier, context)
    return carrier.get(_TRACEPARENT)


class _OfTracer:
    """A span under way."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def tell(self, told: Told) -> None:
        """See `activities.spans.Span`."""
        for name, value in told.items():
            self._span.set_attribute(name, value)
        status = told.get("http.response.status_code")
        if isinstance(status, int) and status >= _FAILED_FROM:
            self._span.set_status(StatusCode.ERROR)

    def call(self, name: str) -> None:
        """See `activities.spans.Span`."""
        self._span.update_name(name)


class SpansOfTracer:
    """Spans by a tracer.

    Args:
        tracer: Makes them.
    """

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer

    @contextmanager
    def span(self, name: str, told: Told) -> Iterator[Span]:
        """See `activities.spans.Tracing`."""
        with self._begun(name, told, None, SpanKind.INTERNAL) as begun:
            yield begun

    @contextmanager
    def request(self, name: str, told: Told, origin: Origin | None) -> Iterator[Span]:
        """See `activities.spans.Tracing`."""
        with self._begun(name, told, context_of(origin), SpanKind.SERVER) as begun:
            yield begun

    @contextmanager
    def part_of(self, name: str, origin: Origin) -> Iterator[Span]:
        """See `activities.spans.Tracing`."""
        with self._begun(name, {}, context_of(origin), SpanKind.CLIENT) as begun:
            yield begun

    def origin(self) -> Origin | None:
        """See `activities.spans.Tracing`."""
        return origin_of()

    @contextmanager
    def _begun(
        self, name: str, told: Told, context: Context | None, kind: SpanKind
    ) -> Iterator[Span]:
        with self._tracer.start_as_current_span(
            name,
            context=context,
            kind=kind,
            attributes=told,
            record_exception=False,  # by its class and code alone
            set_status_on_exception=False,
        ) as span:
            try:
                yield _OfTracer(span)
            except Exception as error:
                span.set_attribute("error.type", type(error).__name__)
                code = getattr(error, "code", None) or getattr(error, "sqlstate", None)
                if isinstance(code, str):
                    span.set_attribute("error.code", str(code))
                span.set_status(StatusCode.ERROR)
                raise
