"""The report of a whole programme: what 150 visits gave, and everything that it says of them.

Areas, regions and kinds of council are the true ones; whatever people did or answered is invented,
the same in every run.
"""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from activities.report_gate import gate
from activities.report_material import Material
from register.areas import areas_on
from register.reports import Published
from rules.report.composing import Words
from rules.report.digest import content_digest
from schemas.areas import LocalArea
from schemas.content import ContentRef
from schemas.evidence import AgreedNote, VisitEvidence
from schemas.ids import VisitId
from schemas.personal import CaseContext, FindingText, Person, SurveyRow
from schemas.report.content import Contact, Publication, Report, ReportContent
from schemas.report.state import ReportState
from schemas.report.values import FindingAt, ReportPolicy, RoundTo, Span, Statement
from schemas.report.words import FurtherNames, GateResult, ReportTitle
from schemas.values import (
    AgeBand,
    ContactRole,
    ContentKind,
    FindingKind,
    Need,
    SurveyAudience,
)

FIRST_DAY = date(2020, 10, 5)
AREAS, FIRST = 150, 60
"""All, and those of the report that was published before."""
THEMES, STATEMENTS, FINDINGS = 12, 96, 6
_NOW = datetime(2021, 7, 5, 9, tzinfo=UTC)
_FORENAMES = ("Amina", "Bronwen", "Carys", "Dov", "Efua", "Farah", "Gwilym", "Hana", "Idris", "Jem")
_SURNAMES = ("Abara", "Bhatt", "Cadwell", "Dhillon", "Ezekiel", "Farouk", "Ghosh", "Hosseini")
_SUBJECTS = ("Leaders", "Families", "Health services", "Teachers", "Young people", "Social workers")
_DEEDS = ("met each week", "shared what they knew", "planned together", "were called by telephone")
_SO = ("so that nobody was forgotten", "and said that it helped", "when services were closed")
_QUESTIONS = tuple(f"Question {letter}" for letter in "abcdefgh")
_ANSWERS = ("Very good", "Good", "Neither", "Poor", "Very poor", "Does not apply")


def national_material(
    number: int = AREAS,
    earlier: Sequence[Published] = (),
    *,
    name: str = "national",
    round_to: RoundTo = 1,
) -> Material:
    """All that the gate needs to judge the report of so many visits, the first of them the same.

    Args:
        number: Of visits.
        earlier: What was published before.
        name: Of the report.
        round_to: To how many people counts are rounded.
    """
    there = areas_on(FIRST_DAY)
    drawn = random.Random(7)  # noqa: S311 - invented counts
    areas = drawn.sample(there, AREAS)[:number]
    visits = [_evidence(area, random.Random(area.gss_code)) for area in areas]  # noqa: S311
    statements = tuple(_statement(n, visits) for n in range(1, STATEMENTS + 1))
    return Material(
        state=ReportState(
            report=f"national/report/{name}",
            sequence=1,
            opened_at=_NOW,
            opened_by="anna",
            changed_at=_NOW,
            title=_ref(ContentKind.REPORT_TITLE),
            span=Span(),
            policy=ReportPolicy(round_to=round_to),
            themes=tuple(f"theme-{n}" for n in range(THEMES)),
            statements=statements,
        ),
        words=Words(
            title=ReportTitle(
                title=f"What we learnt from {number} visits",
                programme="Interim visits",
                office="Ofsted and the Care Quality Commission",
                introduction=("These visits were voluntary, and they were not inspections.",),
                method=("Three inspectors spent two days with each area.",),
                contact=Contact(office="The area SEND team"),
            ),
            themes={f"theme-{n}": f"What we saw, part {n + 1}" for n in range(THEMES)},
            statements={one.statement: _words(n) for n, one in enumerate(statements)},
        ),
        visits=visits,
        days=[FIRST_DAY + timedelta(days=n) for n in range(number)],
        published=earlier,
        there=there,
        people=_people(number * 12),
        further=FurtherNames(
            schools=tuple(f"{surname} Lane Academy" for surname in _SURNAMES),
            trusts=("Sandybank Learning Trust",),
        ),
        ordinary=(),
    )


def as_published(material: Material, result: GateResult) -> Published:
    """A report that is out."""
    content = through(result)
    return Published(
        report=material.state.report,
        digest=content_digest(content),
        visits=frozenset(one.visit for one in material.visits),
        content=content,
        made_at=_NOW,
        exact=result.exact,
    )


def national_report() -> Report:
    """All of it, published after a report on the first 60 visits."""
    first = national_material(FIRST, name="first")
    material = national_material(earlier=[as_published(first, gate(first))])
    publication = Publication(on=date(2021, 7, 5), signed_by="Zoe Example", post="Deputy director")
    return Report(content=passed(material), publication=publication)


def passed(material: Material) -> ReportContent:
    """What the gate lets through."""
    return through(gate(material))


def through(result: GateResult) -> ReportContent:
    """What passed."""
    assert result.content is not None, result.failures
    return result.content


def _evidence(area: LocalArea, drawn: random.Random) -> VisitEvidence:
    size = drawn.lognormvariate(0, 0.8)
    return VisitEvidence(
        visit=_visit(area),
        area=area.gss_code,
        region=area.region,
        council_type=area.council_type,
        agreed=AgreedNote(version=1, digest="a" * 64, agreed_at=_NOW),
        findings=tuple(
            FindingText(ref=f"finding-{n}", kind=_kind(n), text="They met each week.")
            for n in range(1, FINDINGS + 1)
        ),
        cases=tuple(
            CaseContext(
                case=f"case-{n}", age_band=drawn.choice([*AgeBand]), need=drawn.choice([*Need])
            )
            for n in range(1, 1 + drawn.randint(3, 6))
        ),
        survey=tuple(
            SurveyRow(
                audience=audience,
                question=question,
                answer=answer,
                count=int(drawn.expovariate((place + 1) ** 4 / (12 * size))),
            )
            for audience in SurveyAudience
            for question in _QUESTIONS
            for place, answer in enumerate(_ANSWERS)
        ),
        consent_until=_NOW,
    )


def _statement(number: int, visits: Sequence[VisitEvidence]) -> Statement:
    some = random.Random(number).sample(visits, min(len(visits), 3 + number % 40))  # noqa: S311
    which = 1 + number % FINDINGS
    return Statement(
        statement=f"statement-{number}",
        theme=f"theme-{number % THEMES}",
        kind=_kind(which),
        findings=tuple(FindingAt(visit=one.visit, finding=f"finding-{which}") for one in some),
        content=_ref(ContentKind.STATEMENT, number),
    )


def _kind(number: int) -> FindingKind:
    kinds = tuple(FindingKind)
    return kinds[number % len(kinds)]


def _words(number: int) -> str:
    who, did = _SUBJECTS[number % len(_SUBJECTS)], _DEEDS[number // 6 % len(_DEEDS)]
    return f"{who} {did}, {_SO[number // 24 % len(_SO)]} ({number + 1})."


def _people(number: int) -> list[Person]:
    names = [f"{first} {last}" for first in _FORENAMES for last in _SURNAMES]
    return [
        Person(
            ref=f"person-{n}",
            role=[*ContactRole][n % len(ContactRole)],
            name=names[n % len(names)],
            email="a@example.org",
            organisation="A council",
        )
        for n in range(number)
    ]


def _visit(area: LocalArea) -> VisitId:
    return f"national-{area.gss_code.lower()}"


def _ref(kind: ContentKind, version: int = 1) -> ContentRef:
    return ContentRef(kind=kind, version=version, digest=f"{version:064x}")
