"""What a report counts: areas, case studies, answers to surveys; exact, before anything is hidden.

A count of areas is protected as a count of people is, with a threshold of its own.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

from schemas.areas import CouncilType, Region
from schemas.evidence import VisitEvidence
from schemas.ids import AreaCode, VisitId
from schemas.report.tables import NATION, TOTAL, Dimension, Measure
from schemas.report.values import ReportPolicy, TableName
from schemas.values import AgeBand, Need, SurveyAudience

AREAS_TABLE: Final = "areas"
SIZES_TABLE: Final = "areas_by_size"
SIZE: Final = "size"
"""The column of a frame that says how large an area is, in a few bands."""
CASES_TABLE: Final = "case_studies"
SURVEYS: Final = "survey_"

AUDIENCE_WORDS: Final[Mapping[SurveyAudience, str]] = {
    SurveyAudience.PARENTS_AND_CARERS: "Parents and carers",
    SurveyAudience.YOUNG_PEOPLE: "Young people",
    SurveyAudience.PRACTITIONERS: "Practitioners",
}

_AGES: Final[Mapping[AgeBand | None, str]] = {
    AgeBand.UNDER_5: "Under 5 years",
    AgeBand.FROM_5_TO_10: "5 to 10 years",
    AgeBand.FROM_11_TO_15: "11 to 15 years",
    AgeBand.FROM_16_TO_18: "16 to 18 years",
    AgeBand.FROM_19_TO_25: "19 to 25 years",
    None: "Not told",
}
_NEEDS: Final[Mapping[Need | None, str]] = {
    Need.COMMUNICATION_AND_INTERACTION: "Communication and interaction",
    Need.COGNITION_AND_LEARNING: "Cognition and learning",
    Need.SOCIAL_EMOTIONAL_AND_MENTAL_HEALTH: "Social, emotional and mental health",
    Need.SENSORY_AND_OR_PHYSICAL: "Sensory and/or physical",
    None: "Not told",
}


_FEWEST_SIZES = 2


class Counted(NamedTuple):
    """A table of counts before anything is hidden.

    Attributes:
        id: Names it, the same in every edition.
        title: What it is a table of.
        description: What it shows, as a sentence.
        dimensions: In the order of the keys of `counts`.
        measure: What is counted.
        counts: Of the cells that are no totals; what is not there is zero.
        threshold: Counts below it are hidden.
        width: How wide what can be worked out of a hidden count has to be.
        impossible: Cells that are zero because they cannot be otherwise.
        with_share: Whether each count stands beside its share of the total.
        round_to: Counts are shown to the nearest so many.
        note: What else a reader needs to know.
    """

    id: str
    title: str
    description: str
    dimensions: tuple[Dimension, ...]
    measure: Measure
    counts: Mapping[tuple[str, ...], int]
    threshold: int
    width: int
    impossible: frozenset[tuple[str, ...]] = frozenset()
    with_share: bool = False
    round_to: int = 1
    note: str = ""

    def levels(self, at: int) -> list[str]:
        """The levels of a dimension, its total first, then in the order of the counts."""
        total = NATION if self.dimensions[at].geography else TOTAL
        return [total, *dict.fromkeys(key[at] for key in self.counts)]


def counted(
    visits: Sequence[VisitEvidence],
    policy: ReportPolicy,
    possible: Collection[tuple[Region, CouncilType]],
    sizes: Mapping[AreaCode, str] | None = None,
) -> list[Counted]:
    """Every table of a report, exact.

    Args:
        visits: What each gives.
        policy: The limits.
        possible: The types of councils that each region has: readers know that London has no
            counties.
        sizes: How large each area is, where the programme's frame says so.
    """
    areas = [_areas(visits, policy, possible), *_sizes(visits, policy, sizes or {})]
    return [*areas, *_cases(visits, policy), *_surveys(visits, policy)]


def _areas(
    visits: Sequence[VisitEvidence],
    policy: ReportPolicy,
    possible: Collection[tuple[Region, CouncilType]],
) -> Counted:
    found = Counter(cell_of(one.region, one.council_type) for one in visits)
    counts = _crossed(
        found, [one.value for one in Region], [_capital(one.value) for one in CouncilType]
    )
    there = {cell_of(region, kind) for region, kind in possible}
    return Counted(
        id=AREAS_TABLE,
        title="Areas visited by region and type of council",
        description="How many areas were visited in each region, by the type of their council.",
        dimensions=(
            Dimension(name="region", label="Region", geography=True, default=NATION),
            Dimension(name="council_type", label="Type of council"),
        ),
        measure=Measure(name="areas", label="Areas"),
        counts=counts,
        threshold=policy.areas_at_least,
        width=policy.areas_at_least,
        impossible=frozenset(cell for cell in counts if cell not in {*there, *found}),
    )


def _sizes(
    visits: Sequence[VisitEvidence], policy: ReportPolicy, sizes: Mapping[AreaCode, str]
) -> list[Counted]:
    """Areas by size, where the size of every one that was visited is known."""
    levels = sorted(set(sizes.values()))
    if not visits or len(levels) < _FEWEST_SIZES or any(one.area not in sizes for one in visits):
        return []
    found = Counter(sizes[one.area] for one in visits)
    return [
        Counted(
            id=SIZES_TABLE,
            title="Areas visited by size",
            description=(
                "How many areas were visited, by their size in the list from which they were drawn."
            ),
            dimensions=(Dimension(name=SIZE, label="Size"),),
            measure=Measure(name="areas", label="Areas"),
            counts={(level,): found[level] for level in levels},
            threshold=policy.areas_at_least,
            width=policy.areas_at_least,
        )
    ]


def giving(table: Counted, visits: Sequence[VisitEvidence]) -> frozenset[VisitId]:
    """The visits of which a table counts people; every one of them for a table of areas."""
    return frozenset(one.visit for one in visits if _gives(table.id, one))


def _gives(table: str, visit: VisitEvidence) -> bool:
    if table == CASES_TABLE:
        return bool(visit.cases)
    if not table.startswith(SURVEYS):
        return True
    return any(
        row.count and survey_table(row.audience, row.question) == table for row in visit.survey
    )


def there_are(possible: Mapping[tuple[Region, CouncilType], int]) -> dict[tuple[str, ...], int]:
    """How many councils of each type a region has, by the cells of the table of areas."""
    return {cell_of(*both): number for both, number in possible.items()}


def cell_of(region: Region, kind: CouncilType) -> tuple[str, str]:
    """A cell of the table of areas."""
    return region.value, _capital(kind.value)


def _capital(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"


def _cases(visits: Sequence[VisitEvidence], policy: ReportPolicy) -> list[Counted]:
    found = Counter(
        (_AGES[case.age_band], _NEEDS[case.need]) for one in visits for case in one.cases
    )
    if not found:
        return []
    return [
        Counted(
            id=CASES_TABLE,
            title="Case studies by age and area of need",
            description=(
                "How many children and young people had a case study, by their age on the first "
                "day of the visit and their main area of need."
            ),
            dimensions=(
                Dimension(name="age", label="Age"),
                Dimension(name="need", label="Area of need"),
            ),
            measure=Measure(name="case_studies", label="Case studies"),
            counts=_crossed(found, list(_AGES.values()), list(_NEEDS.values())),
            threshold=policy.threshold,
            width=policy.width,
            round_to=policy.round_to,
        )
    ]


def _surveys(visits: Sequence[VisitEvidence], policy: ReportPolicy) -> list[Counted]:
    """One table a question of an audience: who answered one question did not answer each."""
    found: dict[tuple[SurveyAudience, str], Counter[str]] = {}
    for one in visits:
        for row in one.survey:
            found.setdefault((row.audience, row.question), Counter())[row.answer] += row.count
    return [
        Counted(
            id=survey_table(audience, question),
            title=f"{AUDIENCE_WORDS[audience]}: {question}",
            description=f"How {AUDIENCE_WORDS[audience].lower()} answered: {question}",
            dimensions=(Dimension(name="answer", label="Answer"),),
            measure=Measure(name="replies", label="Replies"),
            counts={(answer,): count for answer, count in answers.items()},
            threshold=policy.threshold,
            width=policy.width,
            with_share=True,
            round_to=policy.round_to,
        )
        for (audience, question), answers in sorted(found.items())
    ]


def survey_table(audience: SurveyAudience, question: str) -> TableName:
    """The same for the same question in every edition, and none of its words: it gets about."""
    words = hashlib.sha256(question.encode()).hexdigest()
    return f"survey_{audience.value.split('_', maxsplit=1)[0]}_{words[:8]}"


def _crossed(
    found: Mapping[tuple[str, str], int], firsts: Sequence[str], seconds: Sequence[str]
) -> dict[tuple[str, ...], int]:
    """Every combination that there can be: a level that was left out would tell that it is zero.

    And of one that is there, with its count hidden, it would tell that it is not.
    """
    return {(one, two): found.get((one, two), 0) for one in firsts for two in seconds}
