"""The report of a whole programme, after one on some of its visits: through the gate, and out."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

import pytest

from activities.report_files import report_files
from activities.report_gate import gate
from activities.report_material import Material
from rules.report.counts import counted
from schemas.personal import SurveyRow
from schemas.report.content import ReportContent, Table
from schemas.report.tables import NATION, Shorthand
from schemas.report.values import ReportStage
from schemas.values import SurveyAudience
from tests.support.disclosure import Attack, is_given_away
from tests.support.least_hidden import with_totals
from tests.support.national_report import FIRST, as_published, national_material, passed, through
from tests.support.reports import report

TOP = 100_000
TABLES = 26  # areas, case studies, and eight questions to each of three audiences

Counts = Mapping[tuple[str, ...], int]


class Edition(NamedTuple):
    material: Material
    content: ReportContent

    def printed(self, name: str) -> str:
        """What a reader copies from a table."""
        table = self._table(name)
        lines = [",".join((*(one.name for one in table.dimensions), "count"))]
        for row in table.rows:
            value = row.values[0]
            shown = f"{value}" if isinstance(value, Shorthand) else f"{value:f}"
            lines.append(",".join((*map(plain, row.by), shown)))
        return "\n".join(lines)

    def exact(self, name: str) -> Counts:
        """What nobody may learn of it."""
        material = self.material
        every = counted(material.visits, material.state.policy, material.possible)
        counts = next(one.counts for one in every if one.id == name)
        plainly = {tuple(map(plain, key)): count for key, count in counts.items()}
        return with_totals(plainly, [{}] * len(self._table(name).dimensions))

    def _table(self, name: str) -> Table:
        return next(one for one in self.content.tables if one.id == name)


def plain(level: str) -> str:
    return "Total" if level == NATION else level.replace(",", ";")


@pytest.fixture(scope="module")
def editions() -> tuple[Edition, Edition]:
    first = national_material(FIRST, name="first")
    result = gate(first)
    before = Edition(first, through(result))
    second = national_material(earlier=[as_published(first, result)])
    return before, Edition(second, passed(second))


def test_every_table_is_in_it(editions: tuple[Edition, Edition]) -> None:
    for _, content in editions:
        assert len(content.tables) == TABLES
        assert len(report_files(report(**dict(content)))) == 4 + 1 + 2 * TABLES


def test_what_people_wrote_is_judged_wherever_it_stands() -> None:
    given = national_material(FIRST, name="first")
    wrong = {
        "introduction 1": "Most areas were judged outstanding.",
        "statement-1": "In these areas, services were inadequate.",
    }
    title = given.words.title.model_copy(update={"introduction": (wrong["introduction 1"],)})
    statements = {**given.words.statements, "statement-1": wrong["statement-1"]}
    words = given.words._replace(title=title, statements=statements)

    failures = gate(given._replace(words=words)).failures

    assert {one.place for one in failures} >= wrong.keys()


def test_whoever_holds_both_learns_nothing_of_few_people(
    editions: tuple[Edition, Edition],
) -> None:
    """Of those who are hidden, nor of those who came to be added."""
    then, today = editions
    attacked = added = 0
    for table in today.content.tables:
        name, limit = table.id, 3 if table.id == "areas" else 5
        attack = Attack({"today": today.printed(name)}, {"then": then.printed(name)}, {}, top=TOP)
        before, after = then.exact(name), today.exact(name)
        for cell in attack.hidden:
            if cell[0] == "since then":
                values = tuple(value for _, value in cell[1])
                if not 0 < after[values] - before.get(values, 0) < limit:
                    continue
                added += 1
            attacked += 1
            assert not is_given_away(attack.interval(cell), limit, limit), cell
    assert attacked > 50
    assert added > 5


def test_counts_of_people_are_rounded_where_it_is_asked_for(
    editions: tuple[Edition, Edition],
) -> None:
    """What is hidden is the same, also after a report that was rounded."""
    first = national_material(FIRST, name="first", round_to=10)
    rounded = passed(national_material(earlier=[as_published(first, gate(first))], round_to=10))

    for table, exact in zip(rounded.tables, editions[1].content.tables, strict=True):
        for row, other in zip(table.rows, exact.rows, strict=True):
            shown, count = row.values[0], other.values[0]
            if table.id == "areas" or not isinstance(count, Decimal):
                assert shown == count
            else:
                assert isinstance(shown, Decimal)
                assert shown % 10 == 0
                assert abs(shown - count) <= 5
            assert row.values[1:] == other.values[1:]
        assert ("nearest 10" in table.rounding) == (table.id != "areas")


def test_two_areas_are_not_counted_by_region_beside_their_number() -> None:
    material = bare(national_material(2))
    (failure,) = (one for one in gate(material).failures if one.place == "table areas")
    assert "cannot be published in any way" in failure.sentence


def test_how_many_areas_were_visited_is_in_every_table_of_them() -> None:
    for number in (3, 5, 6, 10):
        (areas,) = (
            one for one in passed(bare(national_material(number))).tables if one.id == "areas"
        )
        assert areas.rows[0].values == (Decimal(number),)


def bare(material: Material) -> Material:
    """Without what is said in words; somebody gave each answer in every area."""
    visits = [
        visit.model_copy(
            update={
                "survey": tuple(
                    row.model_copy(update={"count": row.count + 1}) for row in visit.survey
                )
            }
        )
        for visit in material.visits
    ]
    state = material.state.model_copy(update={"statements": ()})
    return material._replace(state=state, visits=visits)


def test_a_question_that_few_areas_asked_is_not_published_however_many_answered() -> None:
    material = bare(national_material(FIRST))
    replies = SurveyRow(
        audience=SurveyAudience.PRACTITIONERS, question="Are you on site?", answer="Yes", count=80
    )
    none = replies.model_copy(update={"count": 0})
    for number, rule in ((1, {"few-areas"}), (2, {"few-areas"}), (3, set[str]())):
        asked = [
            one.model_copy(update={"survey": (*one.survey, replies if n < number else none)})
            for n, one in enumerate(material.visits)
        ]
        failures = gate(material._replace(visits=asked)).failures
        assert {one.rule for one in failures} == rule


def test_a_table_is_not_published_again_with_the_people_of_one_area_more() -> None:
    """Leaving out the table of areas, as its own failure suggests, does not open the others."""
    first = bare(national_material(FIRST, name="first"))
    before = as_published(first, gate(first))
    for more, refused in ((1, True), (2, True), (3, False)):
        later = bare(national_material(FIRST + more, earlier=[before]))
        later = later._replace(
            state=later.state.model_copy(update={"left_out": ("areas",)}),
        )
        failures = [one for one in gate(later).failures if one.rule == "few-more"]
        assert any("survey" in one.place for one in failures) is refused
        assert any(one.place == "table case_studies" for one in failures) is refused


def test_every_earlier_report_is_looked_at_also_of_those_that_are_called_the_same() -> None:
    """The first shares visits with this one and has others; the second shares none."""
    later = bare(national_material(FIRST))
    published = as_published(later, gate(later))
    visits = [one.visit for one in later.visits]
    sharing = published._replace(visits=frozenset([*visits[:10], "national-e06000001x"]))
    apart = published._replace(visits=frozenset(["national-e06000002x"]))
    for earlier in ([sharing, apart], [apart, sharing]):
        found = gate(later._replace(published=earlier)).failures
        assert "overlap" in {one.rule for one in found}


def test_what_rests_on_findings_of_an_earlier_statement_is_held_against_it_in_any_words() -> None:
    """With one area fewer: whoever holds both would have learnt of that one."""
    first = bare(national_material(FIRST, name="first"))
    state = national_material(FIRST, name="first").state
    first = first._replace(state=state)
    before = as_published(first, gate(first))
    later = first._replace(published=[before], reports={state.report: state})
    assert not gate(later).failures

    changed = state.statements[0].model_copy(update={"findings": state.statements[0].findings[1:]})
    words = later.words._replace(
        statements={**later.words.statements, changed.statement: "Somebody rang them up."}
    )
    statements = (changed, *state.statements[1:])
    later = later._replace(state=state.model_copy(update={"statements": statements}), words=words)
    (failure,) = gate(later).failures
    assert failure.place == changed.statement
    assert first.words.statements[changed.statement] in failure.sentence
    assert "Somebody rang them up." in failure.sentence


def test_whoever_reads_a_later_edition_is_told_that_the_earlier_one_was_withdrawn() -> None:
    first = bare(national_material(FIRST, name="first"))
    before = as_published(first, gate(first))
    withdrawn = first.state.model_copy(update={"stage": ReportStage.WITHDRAWN})
    for known, told in ((first.state, False), (withdrawn, True)):
        later = first._replace(published=[before], reports={first.state.report: known})
        content = passed(later)
        assert [one.withdrawn for one in content.earlier] == [told]
        page = report_files(report(**dict(content)))["report.html"].decode()
        assert ("and withdrawn since; this report" in page) is told


def test_a_number_of_a_table_that_is_left_out_is_not_written_instead() -> None:
    material = bare(national_material(FIRST, name="first"))
    whole = passed(material)
    out = whole.surveys[0].id
    state = material.state.model_copy(update={"left_out": (out,)})
    shown = {row.values[0] for table in whole.tables if table.id != out for row in table.rows}
    number = max(
        count
        for count in Edition(material, whole).exact(out).values()
        if Decimal(count) not in shown
    )
    title = material.words.title
    text = f"We heard from {number} parents and carers."
    written = title.model_copy(update={"introduction": (*title.introduction, text)})
    words = material.words._replace(title=written)

    (failure,) = gate(material._replace(state=state, words=words)).failures

    assert failure.place == "introduction 2"
    assert f"“{number} parents” may tell a number" in failure.sentence
