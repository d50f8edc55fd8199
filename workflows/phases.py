"""Phases: what happens meanwhile stands together in the Web UI's timeline."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from temporalio import workflow
from temporalio.workflow import EventGroup


class Grouped(Protocol):
    """Whatever works beside the story, and names the phase for what it does."""

    group: EventGroup | None


@contextmanager
def phase(name: str, beside: Grouped) -> Iterator[None]:
    """Group what happens for as long as the block lasts.

    Args:
        name: Of the phase, with hyphens.
        beside: What works in a task of its own, which the group's scope does not reach.
    """
    group = workflow.create_event_group(name, label=name.replace("-", " ").capitalize())
    beside.group = group
    with group.scope():
        yield
