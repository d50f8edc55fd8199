"""Programmes and reports as programs read them, by whichever door."""

from typing import Any

from desk.programme_overview import Overview
from desk.report_overview import EvidenceShown, ReportShown


def programme_as_json(shown: Overview) -> dict[str, Any]:
    """A programme."""
    return {
        **shown.state.model_dump(mode="json"),
        "stages": dict(shown.stages),
        "workload": dict(shown.workload),
        "next_wave": shown.next_wave.isoformat() if shown.next_wave else None,
        "tasks": [
            {"words": task.words, "command": task.command, "areas": list(task.areas)}
            for task in shown.tasks
        ],
        "areas": [
            {
                **one.area.model_dump(mode="json"),
                "name": one.name,
                "visit": one.visit,
                "stage": one.stage,
                "late": one.late,
                "refusal": one.refusal,
            }
            for one in shown.areas
        ],
    }


def report_as_json(shown: ReportShown, given: list[EvidenceShown]) -> dict[str, Any]:
    """A report, with the findings that it may rest on where they are asked for."""
    result = shown.result
    return {
        **shown.state.model_dump(mode="json"),
        "title": shown.title.model_dump(mode="json"),
        "words": shown.statements,
        "failures": [one.model_dump(mode="json") for one in result.failures] if result else None,
        "content": result.content.model_dump(mode="json") if result and result.content else None,
        "tasks": [
            {"words": task.words, "command": task.command, "visits": list(task.visits)}
            for task in shown.tasks
        ],
        "evidence": [one.given.model_dump(mode="json") for one in given],
    }
