"""A collector on loopback: it takes what is sent to it by OTLP over HTTP, as it was sent."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span as SentSpan

from worker.traces import traces


@dataclass(frozen=True)
class Seen:
    """A span as it was sent."""

    sent: SentSpan

    @property
    def name(self) -> str:
        return self.sent.name

    @property
    def trace(self) -> str:
        return self.sent.trace_id.hex()

    @property
    def id(self) -> str:
        return self.sent.span_id.hex()

    @property
    def parent(self) -> str:
        return self.sent.parent_span_id.hex()

    @property
    def links(self) -> list[tuple[str, str]]:
        return [(link.trace_id.hex(), link.span_id.hex()) for link in self.sent.links]

    @property
    def began(self) -> int:
        """When, in nanoseconds."""
        return self.sent.start_time_unix_nano

    @property
    def failed(self) -> bool:
        return self.sent.status.code == self.sent.status.STATUS_CODE_ERROR

    @property
    def told(self) -> dict[str, Any]:
        values = {}
        for one in self.sent.attributes:
            value = one.value
            values[one.key] = getattr(value, value.WhichOneof("value") or "string_value")
        return values


@dataclass
class Collector:
    """What was sent.

    Attributes:
        address: Where to.
        bodies: Each request's, unread.
    """

    address: str
    bodies: list[bytes] = field(default_factory=list)

    @property
    def spans(self) -> list[Seen]:
        return [
            Seen(span)
            for body in list(self.bodies)
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    @property
    def service(self) -> str:
        """What the first process that sent anything calls itself."""
        sent = ExportTraceServiceRequest.FromString(self.bodies[0])
        told = sent.resource_spans[0].resource.attributes
        return next(one.value.string_value for one in told if one.key == "service.name")

    def named(self, name: str) -> list[Seen]:
        return [span for span in self.spans if span.name == name]

    def above(self, span: Seen) -> list[str]:
        """The names from a span's parent to the root of its trace."""
        by_id = {one.id: one for one in self.spans}
        names = []
        while span.parent in by_id:
            span = by_id[span.parent]
            names.append(span.name)
        return names


def tree(spans: Sequence[Seen]) -> str:
    """One trace, a line a span, each below its parent."""
    ids = {span.id for span in spans}

    def lines(parent: str | None, depth: int) -> Iterator[str]:
        under = [
            span
            for span in spans
            if (span.parent == parent if parent is not None else span.parent not in ids)
        ]
        for span in sorted(under, key=lambda one: one.began):
            ms = (span.sent.end_time_unix_nano - span.began) / 1e6
            told = " ".join(
                f"{name}={value}"
                for name, value in span.told.items()
                if not name.startswith("temporal")
            )
            yield f"{'  ' * depth}{span.name}  {ms:.1f} ms  {told}".rstrip()
            yield from lines(span.id, depth + 1)

    return "\n".join(lines(None, 0))


@contextmanager
def collecting() -> Iterator[Collector]:
    """A collector for as long as the block lasts."""

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            collector.bodies.append(body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        collector = Collector(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield collector
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def traced_to(address: str, *, ends_within: float | None = None) -> Iterator[None]:
    """Have this process traced, as its environment would say, until all has been sent."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        patch.setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
        with traces(ends_within=ends_within):
            yield
