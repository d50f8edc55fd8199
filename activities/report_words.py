"""Looks in every word of a report for names of areas, people, schools, trusts and places."""

from collections.abc import Iterator, Sequence

from activities.report_material import Material
from register.english_words import english_words
from register.names_of_areas import names_of_areas
from rules.anonymity import names_in
from rules.report.counts import Counted
from schemas.anonymity import Failure, Name, NameKind


def words_that_name(material: Material, tables: Sequence[Counted]) -> list[Failure]:
    """What in a report names somebody.

    Args:
        material: The report and what it is ruled by.
        tables: Its tables, whose titles and levels are words, too.
    """
    return names_in(
        {**_texts(material), **_texts_of(tables)},
        [*names_of_areas(), *_others(material)],
        ordinary=[(one.sentence, one.word) for one in material.ordinary],
        may_be_named=material.state.named,
        words=english_words(),
    )


def _texts(material: Material) -> dict[str, str]:
    """Every word that people wrote, by where it stands."""
    title, words = material.words.title, material.words
    return {
        "title": title.title,
        "programme": title.programme,
        "office": title.office,
        "contact": title.contact.office,
        **{f"introduction {n}": text for n, text in enumerate(title.introduction, start=1)},
        **{f"method {n}": text for n, text in enumerate(title.method, start=1)},
        **{f"theme {name}": text for name, text in words.themes.items()},
        **words.statements,
    }


def _texts_of(tables: Sequence[Counted]) -> dict[str, str]:
    """The words of surveys: questions and answers; regions and ages are ours."""
    found: dict[str, str] = {}
    for table in tables:
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
