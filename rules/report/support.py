"""On how many areas a report's statements rest, and whether that tells some areas apart."""

from collections.abc import Collection, Iterable, Mapping

from rules.anonymity.support import FEW_AREAS, leaves_enough, rests_on_enough
from rules.report.counts import Counted
from rules.report.reworded import FEW_MORE, Said, said_again
from rules.survey_labels import leads_to
from schemas.anonymity import Failure
from schemas.evidence import VisitEvidence
from schemas.ids import FindingRef, VisitId
from schemas.report.values import ReportPolicy, Statement, StatementRef
from schemas.values import FindingKind

ANOTHER_KIND = "another-kind"
LEADS_TO = "leads-to"


def unsupported(  # noqa: PLR0913 - all that a statement is held against
    statements: Iterable[Statement],
    words: Mapping[StatementRef, str],
    visits: Iterable[VisitEvidence],
    *,
    policy: ReportPolicy,
    earlier: Iterable[Said] = (),
    ordinary: Collection[tuple[str | None, str]] = (),
) -> list[Failure]:
    """What stands against statements by what they rest on.

    Args:
        statements: Of the report.
        words: What each says.
        visits: What each visit gives.
        policy: The limits.
        earlier: What was published before, on some of these visits or all of them.
        ordinary: Sentences, each with an earlier one that is about something else.
    """
    resting_on = list(statements)
    given = list(visits)
    kinds = {(one.visit, finding.ref): finding.kind for one in given for finding in one.findings}
    found: list[Failure] = []
    for statement in resting_on:
        resting = {one.visit for one in statement.findings}
        least = policy.areas_at_least
        found += rests_on_enough(statement.statement, resting, least) or leaves_enough(
            statement.statement, resting, {one.visit for one in given}, least
        )
        found += _by_kind(statement, kinds)
    found += said_again(resting_on, words, earlier, policy=policy, ordinary=ordinary)
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
