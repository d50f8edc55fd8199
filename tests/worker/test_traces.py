"""Traces of a process: asked for by OpenTelemetry's settings, without words, in nobody's way."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from socket import socket
from unittest.mock import Mock

import httpx2
import pytest
from fastapi import FastAPI
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import Link, Status, StatusCode
from starlette.types import ASGIApp
from temporalio.exceptions import ApplicationError

from activities.spans import span, traced
from api.app import create_api
from feed.app import create_app
from pages.app import create_pages
from tests.support.otlp import collecting, traced_to
from worker.environment import SettingsError
from worker.trace_settings import traces_asked_for
from worker.traces import temporal_interceptors, traces
from worker.tracing.bare import BareSpans
from worker.tracing.spans import SpansOfTracer

ROOT = Path(__file__).parents[2]
WORDS = "Amara Okafor <amara.okafor@kent.example>"
ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
HEADERS = "OTEL_EXPORTER_OTLP_HEADERS"
HERE = "http://127.0.0.1:4318"


class TestWhetherTheyAreAskedFor:
    @pytest.mark.parametrize(
        "env",
        [
            {},
            {"OTEL_SERVICE_NAME": "visits"},
            {"OTEL_TRACES_EXPORTER": "none", ENDPOINT: HERE},
            {"OTEL_TRACES_EXPORTER": ""},
            {"OTEL_TRACES_EXPORTER": "otlp", "OTEL_SDK_DISABLED": "true"},
            {ENDPOINT: HERE, "OTEL_SDK_DISABLED": "TRUE"},
            {"OTEL_TRACES_EXPORTER": "zipkin", "OTEL_SDK_DISABLED": "true"},
        ],
        ids=str,
    )
    def test_not(self, env: dict[str, str]) -> None:
        assert not traces_asked_for(env)

    @pytest.mark.parametrize(
        "env",
        [
            {"OTEL_TRACES_EXPORTER": "otlp"},
            {ENDPOINT: HERE},
            {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": HERE},
            {ENDPOINT: HERE, "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"},
            {ENDPOINT: HERE, "OTEL_SDK_DISABLED": "false"},
            {ENDPOINT: HERE, HEADERS: "Authorization=Basic dTpw==, x-team=a%20b,"},
            {ENDPOINT: HERE, HEADERS: "api-key=a/b+c.d_e:f"},
        ],
        ids=str,
    )
    def test_they_are(self, env: dict[str, str]) -> None:
        assert traces_asked_for(env)

    @pytest.mark.parametrize(
        ("env", "sentence"),
        [
            ({"OTEL_TRACES_EXPORTER": "zipkin"}, "OTEL_TRACES_EXPORTER must be otlp or none"),
            (
                {ENDPOINT: HERE, "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
                "OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf, not “grpc”",
            ),
            ({ENDPOINT: "127.0.0.1:4318"}, "OTEL_EXPORTER_OTLP_ENDPOINT must begin with http://"),
            (
                {ENDPOINT: HERE, "OTEL_TRACES_SAMPLER": "nonsense"},
                "OTEL_TRACES_SAMPLER must be one of always_on, .*, not “nonsense”",
            ),
            (
                {
                    ENDPOINT: HERE,
                    "OTEL_TRACES_SAMPLER": "traceidratio",
                    "OTEL_TRACES_SAMPLER_ARG": "half",
                },
                "OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1, not “half”",
            ),
        ],
    )
    def test_in_a_way_there_is_none_of(self, env: dict[str, str], sentence: str) -> None:
        with pytest.raises(SettingsError, match=sentence):
            traces_asked_for(env)

    def test_with_a_number_that_is_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OTEL_BSP_MAX_QUEUE_SIZE", "-1")
        with pytest.raises(SettingsError, match="OTEL_BSP_"), traces({ENDPOINT: HERE}):
            pass
        assert not traced()

    @pytest.mark.parametrize(
        "address",
        ["http://", "http://:hunter2@/", "http://[::1", "http://127.0.0.1:4317x", f"{HERE}9999"],
    )
    def test_at_an_address_that_leads_nowhere(self, address: str) -> None:
        with pytest.raises(SettingsError, match=f"{ENDPOINT} must name a host") as told:
            traces_asked_for({ENDPOINT: address})
        assert address not in str(told.value)

    @pytest.mark.parametrize("name", [HEADERS, "OTEL_EXPORTER_OTLP_TRACES_HEADERS"])
    @pytest.mark.parametrize(
        "headers",
        [
            *("Authorization: Bearer hunter2", "hunter2", "a=1,hunter2", "=hunter2", "a b=hunter2"),
            *('a="hunter2"', "a=hunter2;b=1", "a=hunter2%0Ab", "a=hunter2%E2%86%92", "a=hunter2ü"),
        ],
    )
    def test_with_a_header_that_would_not_be_sent(self, name: str, headers: str) -> None:
        with pytest.raises(SettingsError, match=f"{name} must be NAME=VALUE") as told:
            traces_asked_for({ENDPOINT: HERE, name: headers})
        assert "hunter2" not in str(told.value)

    def test_with_a_number_that_is_none_as_its_modules_are_loaded(self) -> None:
        told = _python(
            "from console.main import main; sys.argv = ['visits', 'worker']; main()",
            OTEL_TRACES_EXPORTER="otlp",
            OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT="-1",
        )
        assert told.returncode == 1
        assert "OpenTelemetry cannot use" in told.stderr
        assert "unforeseen" not in told.stderr

    def test_where_the_packages_are_not(self) -> None:
        told = _python(
            "sys.modules['opentelemetry.sdk'] = None;"
            "from console.main import main; sys.argv = ['visits', 'worker']; main()",
            OTEL_TRACES_EXPORTER="otlp",
        )
        assert told.returncode == 1
        assert "Install area-visits with the extra `traces`" in told.stderr
        assert "Traceback" not in told.stderr


def test_where_nobody_asks_nothing_is_loaded() -> None:
    told = _python(
        "import worker.connections, console.terminal.desks, console.terminal.service, api.app;"
        "from worker.traces import temporal_interceptors, traces\n"
        "with traces(): assert temporal_interceptors() == []\n"
        "print(*sys.modules)"
    )
    loaded = told.stdout.split()
    assert "worker.traces" in loaded
    assert not [name for name in loaded if name.startswith(("opentelemetry.sdk", "worker.tracing"))]
    assert not [name for name in loaded if name.startswith("temporalio.contrib.opentelemetry")]


class TestASpan:
    @pytest.fixture
    def sent(self) -> InMemorySpanExporter:
        return InMemorySpanExporter()

    @pytest.fixture
    def provider(self, sent: InMemorySpanExporter) -> TracerProvider:
        provider = TracerProvider(shutdown_on_exit=False)
        provider.add_span_processor(SimpleSpanProcessor(BareSpans(sent)))
        return provider

    def test_leaves_without_words_whoever_wrote_them(
        self, provider: TracerProvider, sent: InMemorySpanExporter
    ) -> None:
        """As the SDK and Temporal's interceptor write down an exception, and as anybody may err."""
        tracer = provider.get_tracer("hostile")
        with tracer.start_as_current_span("other") as other:
            linked = Link(other.get_span_context(), {"why": WORDS})

        def err() -> None:
            with tracer.start_as_current_span(f"GET /answer/{WORDS}", links=[linked]) as hostile:
                hostile.set_attribute("letter.recipient", WORDS)
                hostile.set_attribute("visits.stream", WORDS)
                hostile.set_attribute("error.code", "550 5.1.1 unknown")
                hostile.set_attribute("http.route", [WORDS])
                hostile.add_event(WORDS, {"text": WORDS})
                hostile.set_status(Status(StatusCode.ERROR, WORDS))
                raise ApplicationError(WORDS, type=WORDS)

        with pytest.raises(ApplicationError):
            err()

        _, bare = sent.get_finished_spans()
        assert "Okafor" not in bare.to_json()
        assert bare.name == "withheld"
        assert dict(bare.attributes or {}) == dict.fromkeys(
            ("visits.stream", "error.code", "http.route"), "withheld"
        )
        assert [event.name for event in bare.events] == ["withheld", "exception"]
        assert bare.events[1].attributes == {
            "exception.type": "temporalio.exceptions.ApplicationError"
        }
        assert bare.status.status_code is StatusCode.ERROR
        assert bare.links[0].context == other.get_span_context()

    def test_of_ours_tells_the_class_and_the_code_of_what_went_wrong(
        self, provider: TracerProvider, sent: InMemorySpanExporter
    ) -> None:
        class Coded(Exception):
            code = "smtp-550"

        ours = SpansOfTracer(provider.get_tracer("ours"))
        with pytest.raises(Coded), ours.span("letter", {}):
            raise Coded(WORDS)

        (bare,) = sent.get_finished_spans()
        assert dict(bare.attributes or {}) == {"error.type": "Coded", "error.code": "smtp-550"}
        assert list(bare.events) == []
        assert bare.status.status_code is StatusCode.ERROR


def _closed(listener: socket) -> None:
    listener.close()


def _silent(listener: socket) -> None:
    listener.listen()


@pytest.mark.parametrize("away", [_closed, _silent], ids=["closed", "silent"])
def test_a_collector_that_is_away_holds_nobody_up(away: Callable[[socket], None]) -> None:
    with socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        away(listener)
        begun = time.perf_counter()
        with traced_to(f"http://127.0.0.1:{port}", ends_within=0.3):
            for _ in range(2_500):  # more than may wait to be sent
                with span("record"):
                    pass
            told = time.perf_counter() - begun
            ending = time.perf_counter()
        ended = time.perf_counter() - ending
    assert told < 9  # one try to send takes ten where nobody answers
    assert ended < 2
    assert not traced()
    assert temporal_interceptors() == []


def test_a_process_goes_by_our_name_unless_it_is_given_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = []
    for name in (None, "visits-worker"):
        if name:
            monkeypatch.setenv("OTEL_SERVICE_NAME", name)
        with collecting() as collector:
            with traced_to(collector.address), span("record"):
                pass
            names.append(collector.service)
    assert names == ["area-visits", "visits-worker"]


async def test_the_framework_of_doors_traces_nothing_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It would tell paths and queries to whatever provider the process has, as its own do."""
    sent = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(sent))
    monkeypatch.setattr("opentelemetry.trace.get_tracer_provider", lambda: provider)
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")

    for app in (create_api(Mock()), create_pages(Mock()), create_app(Mock())):
        await _asked(app)
    assert sent.get_finished_spans() == ()

    await _asked(FastAPI())
    assert "url.path" in (sent.get_finished_spans()[0].attributes or {})


async def _asked(app: ASGIApp) -> None:
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="https://one.test") as asking:
        await asking.get("/answer/secret?name=Amara")


def _python(code: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", f"import sys; {code}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **env},
    )


def test_who_runs_a_process_is_not_told_by_a_detector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPERIMENTAL_RESOURCE_DETECTORS", "process")
    with collecting() as collector:
        with traced_to(collector.address), span("submit"):
            pass
        sent = b"".join(collector.bodies)

    assert b"process.pid" in sent
    for told in (b"process.owner", b"process.command", b"process.executable"):
        assert told not in sent
    assert sys.executable.encode() not in sent
