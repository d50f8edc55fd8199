"""Has what a process does traced, for as long as a block lasts.

The provider is nobody's but ours: one that OpenTelemetry knows for the whole process would be taken
up by libraries, which write down the paths and queries that a door is asked for.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter

from activities.spans import taken_by
from worker.environment import SettingsError
from worker.trace_settings import UNUSABLE
from worker.tracing.bare import BareSpans
from worker.tracing.spans import SpansOfTracer
from worker.tracing.temporal import CarriesSpans

_NAME: Final = "area-visits"
_ENDS_WITHIN: Final = 5.0  # seconds
_OF_A_PROCESS: Final = ("process.pid", "process.parent_pid", "process.runtime.")


@contextmanager
def tracing(
    ends_within: float | None = None, exporter: SpanExporter | None = None
) -> Iterator[CarriesSpans]:
    """Trace for as long as the block lasts.

    Spans wait in a queue of bounded length and are sent by a thread of their own: a collector that
    is slow, or away, loses spans and holds up nobody.

    Args:
        ends_within: Seconds that the last spans may take to leave.
        exporter: Where they go; by OTLP over HTTP, as the environment says, by default.

    Yields:
        What clients of Temporal have, and the workers that have them.

    Raises:
        SettingsError: The SDK cannot use a setting.
    """
    try:
        sending = BareSpans(exporter or OTLPSpanExporter())
        provider = TracerProvider(resource=_resource(), shutdown_on_exit=False)
        provider.add_span_processor(BatchSpanProcessor(sending))
    except (ValueError, RuntimeError):
        raise SettingsError(UNUSABLE) from None
    tracer = provider.get_tracer(_NAME)
    try:
        with taken_by(SpansOfTracer(tracer)):
            yield CarriesSpans(tracer)
    finally:
        _end(provider, sending, _ENDS_WITHIN if ends_within is None else ends_within)


def _resource() -> Resource:
    """As the environment says it is called; the SDK's own word for that is `unknown_service`."""
    named = os.environ.get("OTEL_SERVICE_NAME") or SERVICE_NAME in os.environ.get(
        "OTEL_RESOURCE_ATTRIBUTES", ""
    )
    made = Resource.create({} if named else {SERVICE_NAME: _NAME})
    # A detector that somebody asks for tells the login, the paths and the words of a command.
    told = {name: value for name, value in made.attributes.items() if _of_no_person(name)}
    return Resource(told, made.schema_url)


def _of_no_person(attribute: str) -> bool:
    return not attribute.startswith("process.") or attribute.startswith(_OF_A_PROCESS)


def _end(provider: TracerProvider, sending: SpanExporter, within: float) -> None:
    """Send what is left, and wait for it no longer than is said."""
    ending = threading.Thread(target=provider.shutdown, name="traces-end", daemon=True)
    ending.start()
    ending.join(within)
    if ending.is_alive():
        sending.shutdown()  # it stops waiting for its next try
