"""Carries spans through Temporal, so that a decision and its record are in one trace.

Clients and activities have Temporal's own interceptor. Its workflow side puts each update under the
span that started the run, which for a visit was months ago; ours puts a decision under the span it
was brought with, and what is done for it under that (`workflows.origins`).
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from opentelemetry.trace import (
    Link,
    SpanKind,
    StatusCode,
    Tracer,
    get_current_span,
    set_span_in_context,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from temporalio import client, worker, workflow
from temporalio.contrib.opentelemetry import TracingInterceptor
from temporalio.converter import PayloadConverter
from temporalio.exceptions import ApplicationError
from temporalio.worker import (
    ActivityInboundInterceptor,
    HandleUpdateInput,
    StartActivityInput,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)

from activities.spans import Origin, trace_of
from worker.tracing.spans import context_of, origin_of
from workflows.origins import HEADER, origin_in, origins, under

_MOMENT: Final = "area_visits_moment"

Moment = Callable[..., Origin]


class CarriesSpans(client.Interceptor, worker.Interceptor):
    """Wraps clients, activities and workflows; see the module.

    Args:
        tracer: Makes the spans.
    """

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._of_temporal = TracingInterceptor(tracer)
        # Neither baggage nor `tracestate`: both may hold anybody's words.
        self._of_temporal.text_map_propagator = TraceContextTextMapPropagator()

    def intercept_client(self, next: client.OutboundInterceptor) -> client.OutboundInterceptor:  # noqa: A002 - Temporal's name
        """As Temporal does it, for what is brought to runs."""
        return _Client(next, self._of_temporal.intercept_client(next))

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - as above
        """As Temporal does it."""
        return self._of_temporal.intercept_activity(next)

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002 - Temporal's name
    ) -> type[WorkflowInboundInterceptor]:
        """Ours."""
        input.unsafe_extern_functions[_MOMENT] = self._moment
        return _Inbound

    def _moment(
        self,
        name: str,
        told: dict[str, str],
        origin: Origin,
        links: Sequence[Origin] = (),
        refused: str | None = None,
    ) -> Origin:
        """A span that ends as it begins: a run may be replayed, and cannot keep one open."""
        linked = [get_current_span(context_of(one)).get_span_context() for one in links]
        span = self._tracer.start_span(
            name,
            context_of(origin),
            kind=SpanKind.INTERNAL,
            attributes=told,
            links=[Link(one) for one in linked],
        )
        if refused is not None:
            span.set_attribute("error.code", refused)
            span.set_status(StatusCode.ERROR)
        span.end()
        return origin_of(set_span_in_context(span)) or origin


class _Client(client.OutboundInterceptor):
    """What goes to Temporal.

    Queries and signals go untraced: a query may be about a name that its asker has made up, and a
    signal says no more than that there is something to look at.

    Args:
        plain: As it goes without us.
        traced: By Temporal's interceptor.
    """

    def __init__(
        self, plain: client.OutboundInterceptor, traced: client.OutboundInterceptor
    ) -> None:
        super().__init__(plain)
        self._traced = traced

    async def start_workflow(
        self,
        input: client.StartWorkflowInput,  # noqa: A002 - Temporal's name
    ) -> client.WorkflowHandle[Any, Any]:
        """Traced."""
        return await self._traced.start_workflow(input)

    async def start_workflow_update(
        self,
        input: client.StartWorkflowUpdateInput,  # noqa: A002 - as above
    ) -> client.WorkflowUpdateHandle[Any]:
        """Traced."""
        return await self._traced.start_workflow_update(input)

    async def start_update_with_start_workflow(
        self,
        input: client.StartWorkflowUpdateWithStartInput,  # noqa: A002 - as above
    ) -> client.WorkflowUpdateHandle[Any]:
        """Traced."""
        return await self._traced.start_update_with_start_workflow(input)


class _Inbound(WorkflowInboundInterceptor):
    """What comes to a run."""

    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        """Put ours before what goes out."""
        super().init(_Outbound(outbound))

    def handle_update_validator(self, input: HandleUpdateInput) -> None:  # noqa: A002 - Temporal's name
        """Tell whether the run would take a decision; that is asked once and never replayed."""
        origin = origin_in(input.headers)
        if origin is None:
            super().handle_update_validator(input)
            return
        refused: str | None = "unforeseen"
        try:
            super().handle_update_validator(input)
            refused = None
        except ApplicationError as error:
            refused = error.type
            raise
        finally:
            _moment(f"ValidateUpdate:{input.update}", origin, refused=refused)

    async def handle_update_handler(self, input: HandleUpdateInput) -> Any:  # noqa: A002, ANN401 - Temporal's signature
        """Let a decision, and what is done for it, go under the span it was brought with."""
        origin = origin_in(input.headers)
        if origin is None:
            return await super().handle_update_handler(input)
        with under((_moment(f"HandleUpdate:{input.update}", origin),)):
            return await super().handle_update_handler(input)


class _Outbound(WorkflowOutboundInterceptor):
    """What a run has done by others."""

    def start_activity(self, input: StartActivityInput) -> workflow.ActivityHandle[Any]:  # noqa: A002 - Temporal's name
        """Under the first of the decisions it is for; the others' traces and it name each other."""
        if known := origins():
            first, *rest = known
            others = [one for one in rest if trace_of(one) != trace_of(first)]
            began = _moment(f"StartActivity:{input.activity}", first, links=others)
            for other in others:
                _moment(f"DoneWithOthers:{input.activity}", other, links=[began])
            carried = PayloadConverter.default.to_payloads([{"traceparent": began}])[0]
            input.headers = {**input.headers, HEADER: carried}
        return super().start_activity(input)


def _moment(
    name: str, origin: Origin, *, links: Sequence[Origin] = (), refused: str | None = None
) -> Origin:
    """Tell of something once; a replay makes no second span, and goes on under what it knows."""
    if workflow.unsafe.is_replaying():
        return origin
    info = workflow.info()
    told = {"temporalWorkflowID": info.workflow_id, "temporalRunID": info.run_id}
    moment: Moment = workflow.extern_functions()[_MOMENT]
    with workflow.unsafe.sandbox_unrestricted(), workflow.unsafe.imports_passed_through():
        return moment(name, told, origin, links, refused)
