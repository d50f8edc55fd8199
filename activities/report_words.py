"""Looks in every word of a report for names of areas, people, schools, trusts and places.

Twice: in what people wrote, so that each failure stands where they know it; and once it is put
together in every word that would come out, so that nothing has been forgotten.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from activities.report_material import Material
from register.english_words import english_words
from register.names_of_areas import names_of_areas
from rules.anonymity import names_in, recognisable_in
from rules.report.counts import SIZES_TABLE, Counted
from rules.report.told import words_of_title, words_told
from schemas.anonymity import Failure, Name, NameKind
from schemas.areas import CouncilType, Region
from schemas.report.content import ReportContent
from schemas.report.values import report_name

_SPOKEN_OF: Mapping[Region | CouncilType, tuple[str, ...]] = {
    Region.YORKSHIRE_AND_THE_HUMBER: ("Yorkshire", "Humber"),
    Region.EAST_OF_ENGLAND: ("East of England", "eastern England"),
    CouncilType.UNITARY_AUTHORITY: ("unitary authority", "unitary authorities"),
    CouncilType.METROPOLITAN_DISTRICT: ("metropolitan districts?", "metropolitan boroughs?"),
    CouncilType.LONDON_BOROUGH: ("London boroughs?",),
    CouncilType.COUNTY_COUNCIL: ("county councils?",),
}
"""How regions and types of council are spoken of, where it is not by their name alone."""


def words_that_name(material: Material, tables: Sequence[Counted]) -> list[Failure]:
    """What in a report names somebody.

    Args:
        material: The report and what it is ruled by.
        tables: Its tables, whose titles and levels are words, too.
    """
    return [
        *_named({**_texts(material), **_texts_of(tables)}, material),
        *recognisable_in(
            told_of_areas(material),
            ordinary=_answers(material),
            areas=material.state.policy.areas_at_least,
            people=material.state.policy.threshold,
            few=_of_few_areas(material),
            visited=len(material.visits),
        ),
        # Not by numbers: “two children” is what many answer.
        *recognisable_in(_texts_of(tables), ordinary=_answers(material), areas=1, people=1),
    ]


def told_words_that_name(material: Material, content: ReportContent) -> list[Failure]:
    """What in a report that is put together names somebody.

    Args:
        material: The report and what it is ruled by.
        content: What would be published.
    """
    return _named(words_told(content), material)


def _named(texts: Mapping[str, str], material: Material) -> list[Failure]:
    return names_in(
        texts,
        [*names_of_areas(), *_others(material)],
        ordinary=_answers(material),
        may_be_named=material.state.named,
        words=english_words(),
    )


def _answers(material: Material) -> list[tuple[str | None, str]]:
    return [(one.sentence, one.word) for one in material.ordinary]


def _of_few_areas(material: Material) -> list[str]:
    """Regions and types of council of which some areas were visited, and too few to speak of."""
    least = material.state.policy.areas_at_least
    each = Counter(what for one in material.visits for what in (one.region, one.council_type))
    few = [what for what, number in each.items() if number < least]
    return [words for what in few for words in _SPOKEN_OF.get(what, (what.value,))]


def told_of_areas(material: Material) -> dict[str, str]:
    """What people wrote on areas and people, by where it stands."""
    words = material.words
    return {
        **words_of_title(words.title),
        **{f"theme {name}": text for name, text in words.themes.items()},
        **words.statements,
    }


def _texts(material: Material) -> dict[str, str]:
    """Every word that people wrote, by where it stands; what the report is called in addresses."""
    title = material.words.title
    return {
        **told_of_areas(material),
        "name": report_name(material.state.report).replace("/", ", ").replace("-", " "),
        "programme": title.programme,
        "office": title.office,
        "contact": title.contact.office,
        "contact, e-mail": title.contact.email or "",
        "contact, telephone": title.contact.telephone or "",
    }


def _texts_of(tables: Sequence[Counted]) -> dict[str, str]:
    """The words of surveys and of frames: questions, answers, sizes; regions and ages are ours."""
    found: dict[str, str] = {}
    for table in tables:
        if table.id == SIZES_TABLE:
            found |= {f"table {table.id}, {n}": text for n, text in enumerate(table.levels(0)[1:])}
        if table.with_share:
            found[f"table {table.id}, question"] = table.title
            for level in table.levels(0)[1:]:
                found[f"table {table.id}, answer {len(found)}"] = level
    return found


def _others(material: Material) -> Iterator[Name]:
    """People that the register knows of its visits, and what a person listed."""
    listed = material.further
    for kind, names in (
        (NameKind.PERSON, [one.name for one in material.people]),
        (NameKind.PERSON, listed.people),
        (NameKind.SCHOOL, listed.schools),
        (NameKind.TRUST, listed.trusts),
        (NameKind.PLACE, listed.places),
    ):
        for text in dict.fromkeys(names):
            yield Name(text=text, kind=kind, source="register")
