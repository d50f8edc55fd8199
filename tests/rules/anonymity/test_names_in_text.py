"""Names are found however they are written; ordinary words pass or are asked about."""

import pytest

from register.english_words import english_words
from register.names_of_areas import names_of_areas
from rules.anonymity.gate import find_names
from schemas.anonymity import Name, NameKind, Ruling
from tests.support.names import found_in


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("Northumberland’s leaders listened.", "Northumberland"),
        ("We met the Kent team.", "Kent"),
        ("It worked well in Barking.", "Barking and Dagenham"),
        ("It worked well in Windsor.", "Windsor and Maidenhead"),
        ("Ms Carter led the work.", "Priya Carter"),
    ],
)
def test_a_name_is_refused(text: str, whose: str) -> None:
    assert [(one.name.text, one.ruling) for one in found_in(text)] == [(whose, Ruling.NAMED)]


@pytest.mark.parametrize(
    ("text", "spelled", "whose"),
    [
        ("We saw that Priya led the work.", "Priya", "Priya Carter"),
        ("Oluwaseun’s team was kind.", "Oluwaseun’s", "Oluwaseun Adeyemi"),
        ("Staff said that Grace was kind.", "Grace", "Grace Young"),
        ("Brackenhurst Primary did well.", "Brackenhurst", "Brackenhurst Park Primary School"),
        ("The Calder trust did well.", "Calder", "Calder Valley Learning Trust"),
    ],
)
def test_a_given_name_or_one_word_of_a_schools_name_is_asked_about(
    text: str, spelled: str, whose: str
) -> None:
    (found,) = found_in(text)
    assert (found.spelled, found.name.text, found.ruling) == (spelled, whose, Ruling.ASK)
    assert found_in(text, ordinary=[(text, spelled)]) == []


@pytest.mark.parametrize(
    "text",
    [
        "Grace and patience were needed.",
        "They had the grace to wait.",
        "The park and the valley are near.",
        "The Grace Foundation helped.",
    ],
)
def test_an_ordinary_word_that_is_a_given_name_passes(text: str) -> None:
    assert found_in(text) == []


def test_an_area_that_agreed_passes_although_a_trust_has_its_name_as_a_word() -> None:
    trust = Name(text="Norfolk Valley Learning Trust", kind=NameKind.TRUST)
    (area,) = {one.area for one in names_of_areas() if one.text == "Norfolk"}
    assert area is not None
    said = {"statement-1": "We thank the people of Norfolk."}
    given = [*names_of_areas(), trust]
    assert find_names(said, given, may_be_named=[area], words=english_words()) == []
    assert find_names(said, given, words=english_words())


@pytest.mark.parametrize(
    "place",
    ["Norwich", "Exeter", "Ipswich", "Maidstone", "Carlisle", "Harrogate", "Hereford", "Truro"],
)
def test_a_town_or_city_of_one_area_gives_it_away(place: str) -> None:
    (found,) = found_in(f"Families in {place} waited.")
    assert (found.spelled, found.ruling) == (place, Ruling.NAMED)
    assert found.name.area is not None
