"""On how many areas a report's statements rest, and whether that tells some areas apart."""

from collections.abc import Iterable, Mapping

from rules.anonymity.support import FEW_AREAS, leaves_enough, rests_on_enough
from rules.report.counts import Counted
from rules.survey_labels import leads_to
from schemas.anonymity import Failure
from schemas.evidence import VisitEvidence
from schemas.ids import FindingRef, VisitId
from schemas.report.content import Statement as Published
from schemas.report.values import ReportPolicy, Statement, StatementRef
from schemas.values import FindingKind

FEW_MORE = "few-more"
ANOTHER_KIND = "another-kind"
LEADS_TO = "leads-to"


def unsupported(
    statements: Iterable[Statement],
    words: Mapping[StatementRef, str],
    visits: Iterable[VisitEvidence],
    *,
    policy: ReportPolicy,
    earlier: Iterable[Published] = (),
) -> list[Failure]:
    """What stands against statements by what they rest on.

    Args:
        statements: Of the report.
        words: What each says.
        visits: What each visit gives.
        policy: The limits.
        earlier: What was published before, on some of these visits or all of them.
    """
    given = list(visits)
    kinds = {(one.visit, finding.ref): finding.kind for one in given for finding in one.findings}
    said = {_plain(one.sentence): one.areas for one in earlier}
    found: list[Failure] = []
    for statement in statements:
        resting = {one.visit for one in statement.findings}
        areas, least = len(resting), policy.areas_at_least
        found += rests_on_enough(statement.statement, resting, least) or leaves_enough(
            statement.statement, resting, {one.visit for one in given}, least
        )
        before = said.get(_plain(words[statement.statement]))
        if before is not None and 0 < abs(areas - before) < least:
            found.append(_differs(statement, areas, before))
        found += _by_kind(statement, kinds)
    return found


def leading_to_somebody(words: Mapping[str, str]) -> list[Failure]:
    """What stands against words on areas because somebody is found or reached by them.

    A postcode tells an area as well as its name does.

    Args:
        words: Of themes and statements, by where they stand.
    """
    return [
        Failure(
            place=place,
            rule=LEADS_TO,
            sentence=f"It has {where}, by which somebody is found. Write it without.",
        )
        for place, text in words.items()
        if (where := leads_to(text))
    ]


def counts_few_areas(
    table: Counted,
    giving: frozenset[VisitId],
    earlier: Iterable[tuple[str, frozenset[VisitId]]],
    least: int,
) -> list[Failure]:
    """What stands against a table of people by the areas whose people it counts.

    However many people there are, a table of one area's replies tells of that area, and so does
    what a table has more than the same one had before.

    Args:
        table: Which one.
        giving: The visits whose people it counts.
        earlier: Title of each report that had the same table, and the visits behind it.
        least: The policy's number of areas.
    """
    place = f"table {table.id}"
    instead = f"At least {least} are needed. Leave it out with `visits report tables`."
    if 0 < len(giving) < least:
        said = f"“{table.title}” counts people of {_areas(len(giving))} alone. {instead}"
        return [Failure(place=place, rule=FEW_AREAS, sentence=said)]
    return [
        Failure(
            place=place,
            rule=FEW_MORE,
            sentence=(
                f"“{table.title}” counts people of {_areas(added)} more than in “{title}”, so that "
                f"whoever holds both learns what those were. {instead}"
            ),
        )
        for title, before in earlier
        if 0 < (added := len(giving - before)) < least
    ]


def _areas(number: int) -> str:
    return "one area" if number == 1 else f"{number} areas"


def _differs(statement: Statement, areas: int, before: int) -> Failure:
    return Failure(
        place=statement.statement,
        rule=FEW_MORE,
        sentence=(
            f"An earlier report says the same of {before} areas, and this one of {areas}: what "
            "differs tells few areas apart. Say it of as many, or in other words of its own."
        ),
    )


def _by_kind(
    statement: Statement, kinds: Mapping[tuple[VisitId, FindingRef], FindingKind]
) -> list[Failure]:
    others = [
        one for one in statement.findings if kinds.get((one.visit, one.finding)) != statement.kind
    ]
    return [
        Failure(
            place=statement.statement,
            rule=ANOTHER_KIND,
            sentence=(
                f"It is of the kind {statement.kind}, and {one.finding} of {one.visit}, on which "
                "it rests, is not. Write it as another kind, or without that finding."
            ),
        )
        for one in others[:1]
    ]


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
