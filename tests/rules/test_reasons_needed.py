"""Where a rule takes nothing without a reason, its form says so before anybody sends it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from desk.decisions import all_decisions
from schemas.forms.form import messages_of
from schemas.forms.team import OverrideForm

RULES = Path(__file__).parents[2] / "rules"


def _named(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _asks(step: ast.stmt) -> bool:
    """Whether a step of a rule refuses what comes without a reason, whatever else is so."""
    if isinstance(step, ast.Expr) and isinstance(step.value, ast.Call):
        return _named(step.value.func).lstrip("_") == "require_reason"
    return isinstance(step, ast.If) and ast.unparse(step.test) == "message.reason is None"


def _messages_with_reasons() -> Iterator[str]:
    for file in sorted(RULES.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(map(_asks, node.body)):
                for one in node.decorator_list:
                    if isinstance(one, ast.Call) and _named(one.func) == "rule":
                        yield _named(one.args[0])


def test_forms_say_that_a_reason_is_needed_as_the_rules_do() -> None:
    asked = set(_messages_with_reasons())
    forms = {kind.form for kind in all_decisions()}

    assert {"PauseVisit", "PauseProgramme", "CancelVisit"} <= asked
    assert {form.__name__ for form in forms if form.reason_needed} == {
        form.__name__
        for form in forms - {OverrideForm}  # the second of two confirms the first one's reason
        if messages_of(form) and all(one.__name__ in asked for one in messages_of(form))
    }
