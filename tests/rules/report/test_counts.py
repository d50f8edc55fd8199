"""What a report counts, and how protected counts become what is published."""

from datetime import UTC, date, datetime
from decimal import Decimal

from rules.report.composing import Protected, Words, compose
from rules.report.counts import Counted, counted
from schemas.areas import CouncilType, Region
from schemas.evidence import AgreedNote, VisitEvidence
from schemas.personal import CaseContext, SurveyRow
from schemas.report.content import Contact, TimeIdentifier
from schemas.report.tables import Shorthand
from schemas.report.values import ReportPolicy
from schemas.report.words import ReportTitle
from schemas.values import AgeBand, Need, SurveyAudience
from tests.rules.report.reports import written

PARENTS = SurveyAudience.PARENTS_AND_CARERS
POSSIBLE = frozenset(
    {
        (Region.LONDON, CouncilType.LONDON_BOROUGH),
        (Region.NORTH_EAST, CouncilType.UNITARY_AUTHORITY),
    }
)
TITLE = ReportTitle(
    title="What we learnt",
    programme="Interim visits",
    office="Ofsted and CQC",
    introduction=("We visited three areas.",),
    contact=Contact(office="The area SEND team"),
)
WORDS = Words(title=TITLE, themes={"joint": "Working together"}, statements={"statement-1": "So."})


def given(number: int, region: Region, kind: CouncilType, *, agreed: int) -> VisitEvidence:
    return VisitEvidence(
        visit=f"autumn-e0600000{number}",
        area=f"E0600000{number}",
        region=region,
        council_type=kind,
        agreed=AgreedNote(version=1, digest="a" * 64, agreed_at=datetime(2020, 11, 1, tzinfo=UTC)),
        cases=(
            CaseContext(case="case-1", age_band=AgeBand.UNDER_5, need=Need.SENSORY_AND_OR_PHYSICAL),
            CaseContext(case="case-2"),
        ),
        survey=(
            SurveyRow(audience=PARENTS, question="Did it help?", answer="Yes", count=agreed),
            SurveyRow(audience=PARENTS, question="Did it help?", answer="No", count=2),
        ),
    )


VISITS = [
    given(1, Region.LONDON, CouncilType.LONDON_BOROUGH, agreed=9),
    given(2, Region.LONDON, CouncilType.LONDON_BOROUGH, agreed=20),
    given(3, Region.NORTH_EAST, CouncilType.UNITARY_AUTHORITY, agreed=1),
]


def tables() -> dict[str, Counted]:
    return {one.id: one for one in counted(VISITS, ReportPolicy(), POSSIBLE)}


def test_areas_cases_and_answers_are_counted_over_all_visits() -> None:
    found = tables()

    survey, *others = [name for name in found if name.startswith("survey_parents_")]
    assert others == []
    assert set(found) == {"areas", "case_studies", survey}
    assert found["areas"].counts["London", "London borough"] == 2
    assert (found["areas"].threshold, found["case_studies"].threshold) == (3, 5)
    assert found["case_studies"].counts["Under 5 years", "Sensory and/or physical"] == 3
    assert found["case_studies"].counts["Not told", "Not told"] == 3
    assert found[survey].counts == {("Yes",): 30, ("No",): 6}


def test_a_type_that_a_region_does_not_have_is_no_count() -> None:
    impossible = tables()["areas"].impossible

    assert ("London", "Unitary authority") in impossible
    assert ("London", "London borough") not in impossible


def test_every_region_and_every_age_is_listed_whether_or_not_it_was_met() -> None:
    """Else a region whose count is hidden would be known to have been visited."""
    found = tables()

    assert found["areas"].levels(0) == ["England", *Region]
    assert len(found["case_studies"].counts) == 6 * 5


def composed(protected: Protected) -> tuple[tuple[str, tuple[object, ...]], ...]:
    days = [date(2020, 10, 5), date(2021, 3, 4)]
    content = compose(
        written().state, WORDS, visits=VISITS, days=days, tables=[protected], earlier=()
    )
    assert content.period.academic_year == "202021"
    assert content.period.identifier is TimeIdentifier.AUTUMN_AND_SPRING_TERM
    assert content.themes[0].statements[0].areas == 3
    (table,) = content.tables
    return tuple((" / ".join(row.by), row.values) for row in table.rows)


def test_a_share_is_shown_only_beside_its_count_and_on_enough_people() -> None:
    (survey,) = [one for one in tables().values() if one.with_share]
    confidential = Shorthand.CONFIDENTIAL

    whole = composed(Protected(survey, {("Total",): 36, ("Yes",): 30, ("No",): 6}))
    part = composed(Protected(survey, {("Total",): 36}))
    few = composed(Protected(survey, {("Total",): 9, ("Yes",): 9, ("No",): 0}))

    assert dict(whole)["Yes"] == (Decimal(30), Decimal("83.3"))
    assert dict(part)["Yes"] == (confidential, confidential)
    assert dict(few)["Yes"] == (Decimal(9), confidential)


def test_what_is_not_shown_is_confidential_and_what_cannot_be_is_not_applicable() -> None:
    rows = dict(composed(Protected(tables()["areas"], {("England", "Total"): 3})))

    assert rows["England / Total"] == (Decimal(3),)
    assert rows["London / London borough"] == (Shorthand.CONFIDENTIAL,)
    assert rows["London / Unitary authority"] == (Shorthand.NOT_APPLICABLE,)
