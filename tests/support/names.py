"""Names as a report's gate has them: every area's, and some invented ones of people and schools."""

from collections.abc import Collection
from functools import cache

from register.english_words import english_words
from register.names_of_areas import names_of_areas
from rules.anonymity.gate import Answer, find_names
from schemas.anonymity import Name, NameFound, NameKind

LISTED = {
    NameKind.PERSON: (
        "Priya Carter",
        "Grace Young",
        "Oluwaseun Adeyemi",
        "Siân O’Brien",
        "Tom Smith-Jones",
        "Magdalena Wiśniewska",
        "Dr Harriet Ashworth",
        "Alan Li",
        "Robert May",
        "Joyce Pemberton",
    ),
    NameKind.SCHOOL: (
        "Brackenhurst Park Primary School",
        "The Bridge Academy",
        "St Mary’s Infant School",
        "Larkspur House School",
        "Thornfield High School",
    ),
    NameKind.TRUST: ("Silverbirch Multi-Academy Trust", "Calder Valley Learning Trust"),
    NameKind.PLACE: ("Nether Wallop", "Maltonby", "Sandwich", "Deal", "Rugby"),
}


@cache
def names() -> tuple[Name, ...]:
    """All of them."""
    return (
        *names_of_areas(),
        *(
            Name(text=text, kind=kind, source="list")
            for kind, texts in LISTED.items()
            for text in texts
        ),
    )


def found_in(
    text: str,
    *,
    ordinary: Collection[Answer] = (),
    may_be_named: Collection[str] = (),
) -> list[NameFound]:
    """What a text names or may name."""
    return find_names(
        {"statement-1": text},
        names(),
        ordinary=ordinary,
        may_be_named=may_be_named,
        words=english_words(),
    )
