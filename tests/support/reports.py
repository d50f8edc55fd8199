"""Reports as nobody would wish them: each kind of cell, each kind of statement, hostile words."""

from datetime import date
from decimal import Decimal

from schemas.report.content import (
    Chart,
    Contact,
    Dimension,
    Disclosure,
    Edition,
    Measure,
    Period,
    Publication,
    Relation,
    Report,
    ReportContent,
    Row,
    Statement,
    Table,
    Theme,
    TimeIdentifier,
    Unit,
)
from schemas.report.tables import Shorthand, Value
from schemas.values import FindingKind

EVIL = "<script>alert(1)</script> & *stars* _lines_ #panic() $x$ \\ `code` @ref </style>"
RIGHT_TO_LEFT = "التعليم مهم للجميع"
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
PICTURE = "\N{SCHOOL}\N{THUMBS UP SIGN}"
HIDDEN = Shorthand.CONFIDENTIAL


def regions_table() -> Table:
    """Areas by region and type of council: two regions, and England."""

    def row(region: str, kind: str, count: Value) -> Row:
        return Row(by=(region, kind), values=(count,))

    return Table(
        id="areas_by_region",
        title="Areas visited by region and type of council",
        description="How many of the areas that we visited are in each region, by council.",
        dimensions=(
            Dimension(name="region", label="Region", geography=True),
            Dimension(name="council_type", label="Type of council"),
        ),
        measures=(Measure(name="areas", label="Areas"),),
        rows=(
            row("England", "Total", Decimal(10)),
            row("England", "Unitary authority", Decimal(6)),
            row("England", "London borough", Decimal(4)),
            row("North East", "Total", Decimal(6)),
            row("North East", "Unitary authority", Decimal(6)),
            row("North East", "London borough", Shorthand.NOT_APPLICABLE),
            row("London", "Total", Decimal(4)),
            row("London", "Unitary authority", Shorthand.NOT_APPLICABLE),
            row("London", "London borough", Decimal(4)),
        ),
    )


def cases_table() -> Table:
    """Case studies by age and need, of which some are hidden."""
    return Table(
        id="case_studies",
        title="Case studies by age",
        description="How many children and young people had a case study.",
        dimensions=(Dimension(name="age", label="Age"),),
        measures=(Measure(name="case_studies", label="Case studies"),),
        rows=tuple(
            Row(by=(age,), values=(count,))
            for age, count in (
                ("Total", Decimal(50)),
                ("Under 5", HIDDEN),
                ("5 to 10", Decimal(20)),
                ("11 to 15", HIDDEN),
                ("16 to 25", Shorthand.LOW),
            )
        ),
        rounding="Rounded to the nearest 10.",
    )


def survey_table() -> Table:
    """Answers to a survey, with a percentage beside each count."""
    answers: tuple[tuple[str, str, tuple[Value, Value]], ...] = (
        ("Total", "Total", (Decimal(1240), Decimal("100.0"))),
        ("Total", "Well supported", (Decimal(744), Decimal("60.0"))),
        ("Total", RIGHT_TO_LEFT, (Decimal(496), Decimal("40.0"))),
        ("Parents and carers", "Total", (Decimal(1000), Decimal("100.0"))),
        ("Parents and carers", "Well supported", (Decimal(652), Decimal("65.2"))),
        ("Parents and carers", RIGHT_TO_LEFT, (Decimal(348), Decimal("34.8"))),
        (f"Young people {PICTURE}", "Total", (Decimal(240), Decimal("100.0"))),
        (f"Young people {PICTURE}", "Well supported", (HIDDEN, HIDDEN)),
        (f"Young people {PICTURE}", RIGHT_TO_LEFT, (HIDDEN, Shorthand.ROUNDS_TO_ZERO)),
    )
    return Table(
        id="survey_support",
        title=f"Who felt supported, {EVIL}",
        description=f"Answers to “Did you feel supported?” {LONG_WORD}",
        dimensions=(
            Dimension(name="audience", label="Who answered"),
            Dimension(name="answer", label="Answer"),
        ),
        measures=(
            Measure(name="replies", label="Replies"),
            Measure(name="share", label="Share of replies", unit=Unit.PERCENT, decimals=1),
        ),
        rows=tuple(Row(by=(who, answer), values=values) for who, answer, values in answers),
        rounding="Shares are rounded to one digit after the point.",
        note=f"Each reply counts once. {EVIL}",
    )


def one_level_table() -> Table:
    """A table with a dimension of one level, and questions that have no sum."""
    return Table(
        id="survey_questions",
        title="Replies by question",
        description="How many answered each question.",
        dimensions=(
            Dimension(name="audience", label="Who answered"),
            Dimension(name="question", label="Question", default="Did it help?"),
        ),
        measures=(Measure(name="replies", label="Replies"),),
        rows=tuple(
            Row(by=("Practitioners", question), values=(Decimal(count),))
            for question, count in (("Did it help?", 120), (f"{LONG_WORD}?", 0))
        ),
    )


def content(**changed: object) -> ReportContent:
    """All kinds of content, with hostile words in each place."""
    themes = (
        Theme(
            title="How areas worked together",
            statements=(
                Statement(
                    sentence="Leaders met each week and knew which families needed help.",
                    kind=FindingKind.WORKED_WELL,
                    areas=6,
                ),
                Statement(sentence=f"{EVIL} {LONG_WORD}", kind=FindingKind.WORKED_WELL, areas=3),
                Statement(sentence=RIGHT_TO_LEFT, kind=FindingKind.CHALLENGE, areas=10),
            ),
        ),
        Theme(
            title=f"Health services {EVIL}",
            statements=tuple(
                Statement(sentence=f"Statement {kind.value}.", kind=kind, areas=4)
                for kind in FindingKind
            ),
        ),
    )
    whole = ReportContent(
        title=f"Area SEND visits: what we learnt {EVIL}",
        programme="Interim visits 2020 to 2021",
        period=Period(
            first=date(2020, 10, 5),
            last=date(2021, 3, 18),
            academic_year="202021",
            identifier=TimeIdentifier.AUTUMN_AND_SPRING_TERM,
        ),
        areas_visited=10,
        office="Ofsted and the Care Quality Commission",
        introduction=(
            "We visited ten local areas. The visits were voluntary, and they were not inspections.",
            f"{EVIL} {RIGHT_TO_LEFT} {PICTURE} {LONG_WORD}",
        ),
        themes=themes,
        context=(regions_table(), cases_table()),
        surveys=(survey_table(), one_level_table()),
        charts=(
            Chart(
                id="areas",
                table="areas_by_region",
                title="Areas by region",
                measure="areas",
                along="region",
            ),
            Chart(
                id="ages",
                table="case_studies",
                title="Case studies by age",
                measure="case_studies",
                along="age",
            ),
            Chart(
                id="support",
                table="survey_support",
                title=f"Support {EVIL}",
                measure="share",
                along="answer",
                apart="audience",
            ),
        ),
        method=("Three inspectors spent two days with each area.",),
        disclosure=Disclosure(people_at_least=5, width=5, base_at_least=10, areas_at_least=3),
        contact=Contact(office="Area SEND team, Ofsted", email="send@example.org"),
        earlier=(
            Edition(
                title="Area SEND visits: autumn",
                published_on=date(2020, 11, 10),
                digest="ab" * 32,
                relation=Relation.ADDS_TO,
            ),
        ),
    )
    return ReportContent.model_validate({**whole.model_dump(), **changed})


def report(**changed: object) -> Report:
    """The same, published."""
    publication = Publication(
        on=date(2021, 6, 16), signed_by="Alex Example", post="Deputy Director, SEND"
    )
    return Report(content=content(**changed), publication=publication)
