"""What the sandbox leaves out is what nobody here would ask for."""

from temporalio.converter import WithSerializationContext, WorkflowSerializationContext

from worker.plugin import area_visits_plugin


def test_nothing_that_carries_payloads_asks_whom_they_are_for() -> None:
    converter = area_visits_plugin().data_converter
    assert converter is not None
    assert not callable(converter)

    assert converter.payload_codec is None
    assert converter.external_storage is None
    context = WorkflowSerializationContext(namespace="default", workflow_id="interim-e10000016")
    for part in (converter.payload_converter, converter.failure_converter):
        assert not isinstance(part, WithSerializationContext) or part.with_context(context) is part
