"""A form filled in for every decision there is: those of visits are the scenarios' own."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from desk.decisions import About, DecisionKind, all_decisions
from schemas.forms.form import Form
from schemas.scenario import filled_in
from tests.engine import SCENARIOS, scenario_of

_DIGEST = "0123456789abcdef" * 4
_PERSON = {
    "ref": "dcs",
    "role": "director_of_childrens_services",
    "name": "Amara Okafor",
    "email": "dcs@kent.example.gov.uk",
    "organisation": "Kent County Council",
}
_INSPECTOR = _PERSON | {"ref": "hmi-1", "role": "ofsted_education_hmi"}
_ASSIGNED = {
    "area": "E10000016",
    "day_one": "2020-10-05",
    "day_two": "2020-10-06",
    "mode": "on_site",
    "team": [{"inspector": "hmi-1", "role": "ofsted_education_hmi"}],
}
_AT = {"visit": "interim-e10000016", "finding": "finding-1"}

_OF_PROGRAMMES: Mapping[str, Mapping[str, Any]] = {
    "select": {"seed": {"text": "3 17 22 41 46 48"}},
    "plan": {"visits": [_ASSIGNED], "inspectors": [_INSPECTOR]},
    "contacts": {"areas": {"E10000016": [_PERSON], "E10000017": [_PERSON | {"ref": "dcs-2"}]}},
    "pace": {"visits_a_week": 6},
    "wording": {
        "letter": "decline_noted",
        "wording": "Subject: {{ area }}: thank you for your reply\n\nWe have noted it.",
    },
    "standard-wording": {"letter": "decline_noted"},
    "add": {"area": "E10000016", "reason": "It asked to take part."},
    "remove": {"area": "E10000016", "reason": "It was merged."},
    "wave": {"areas": ["E10000016", "E10000017"]},
    "seen": {"area": "E10000016"},
}
_OF_REPORTS: Mapping[str, Mapping[str, Any]] = {
    "themes": {
        "themes": {"early-help": "Help that came early", "joint-plans": "Plans made together"},
        "findings": [_AT | {"themes": ["early-help", "joint-plans"]}],
    },
    "statement": {
        "statement": "statement-1",
        "theme": "early-help",
        "kind": "worked_well",
        "findings": [_AT],
        "text": "Help came early in most areas.",
    },
    "without": {"statement": "statement-1"},
    "ordinary": {"sentence": "Help came early in most areas.", "word": "Help"},
    "may-be-named": {"area": "E10000016", "reason": "Letter of 3 March."},
    "names": {"names": {"schools": ["A school", "Another"], "people": ["Somebody"]}},
    "tables": {"tables": ["areas"]},
    "sign": {"digest": _DIGEST, "signatory": {"name": "Sam Ford", "post": "Director"}},
}


@cache
def _of_visits() -> dict[str, Form]:
    """The fullest form of each kind that a scenario has."""
    found: dict[str, Form] = {}
    for path in sorted(SCENARIOS.glob("*.yaml")):
        for step in scenario_of(path.stem).steps:
            form = filled_in(step, date(2020, 10, 5), date(2020, 10, 6))
            known = found.get(step.do)
            if known is None or len(form.model_dump_json()) > len(known.model_dump_json()):
                found[step.do] = form
    return found


def example(kind: DecisionKind) -> Form:
    """A form as it could be filled in."""
    if kind.about is About.VISIT:
        form = _of_visits()[kind.name]
        return form if form.reasoned else form.model_copy(update={"reason": None})
    values = (_OF_PROGRAMMES if kind.about is About.PROGRAMME else _OF_REPORTS).get(kind.name, {})
    return kind.form.model_validate(values)


EVERY = tuple(all_decisions())
"""Every decision, in an order that is always the same."""
IDS = tuple(f"{kind.about}-{kind.slug}" for kind in EVERY)


OPENINGS: Mapping[str, Mapping[str, Any]] = {
    "visit": {"area": "Kent", "day_one": "2020-10-05", "people": [_PERSON]},
    "programme": {
        "programme": "spring-2027",
        "frame": "code\nE10000016\nE10000017\n",
        "number": 1,
        "first": "2027-03-01",
        "last": "2027-04-30",
        "coordinators": ["anna", "ben"],
    },
    "report": {
        "of": "interim",
        "report": "autumn",
        "title": "What visits found",
        "programme": "Interim visits",
        "office": "Ofsted and CQC",
        "introduction": ["Areas were visited.", "This is what was found."],
        "contact": {"office": "Press office", "email": "press@example.org.uk"},
    },
}
"""What is opened by form."""
