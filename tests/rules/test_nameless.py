"""An id that people make up says what somebody does, and nothing of who they are."""

import pytest

from rules.nameless import looks_personal, require_nameless
from rules.refusals import RefusalCode, Refused
from schemas.personal import Person
from schemas.values import ContactRole


def person(name: str, email: str = "post@kent.example.gov.uk") -> Person:
    return Person(
        ref="dcs",
        role=ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES,
        name=name,
        email=email,
        organisation="Kent County Council",
    )


AMARA = person("Dr Amara O\N{RIGHT SINGLE QUOTATION MARK}Kafor-Bell")
PIOTR = person("Piotr Łukasiewicz")
RUTH = person("R. Ellery", "ruth.ellery@ofsted.example.gov.uk")
MAILBOX = person("R. Hobday", "new.dcs@kent.example.gov.uk")
TEAM = person("SEND programme team", "send.visits@england.example.nhs.uk")


@pytest.mark.parametrize(
    ("made_up", "who"),
    [
        ("amara", AMARA),
        ("dcs-okafor", AMARA),
        ("Okafor-2", AMARA),
        ("aokafor", AMARA),
        ("amara2", AMARA),
        ("amaraokafor", AMARA),
        ("visit-of-amaraokaforbell", AMARA),
        ("lukasiewicz", PIOTR),
        ("ellery", RUTH),
        ("inspector-ruth", RUTH),
        ("rellery", RUTH),
        ("ruth-ellery-ofsted-example-gov-uk", RUTH),
    ],
)
def test_the_name_or_address_of_somebody_known_is_refused(made_up: str, who: Person) -> None:
    with pytest.raises(Refused) as refused:
        require_nameless([made_up], [TEAM, who])

    assert refused.value.code is RefusalCode.ID
    assert made_up.lower() not in refused.value.sentence.lower()
    assert who.name.split()[-1].lower() not in refused.value.sentence.lower()


@pytest.mark.parametrize(
    "made_up",
    [
        "07700-900123",
        "call-07700900123",
        "447700900123",
        "0044-20-7946-0958",
        "020-7946-0958",
        "amara-okafor-kent-gov-uk",
        "amara-at-kent-example-org",
        "amara-gmail-com",
        "amara-outlook",
    ],
)
def test_what_looks_like_an_address_or_a_telephone_is_refused_whoevers_it_is(made_up: str) -> None:
    assert looks_personal(made_up)
    with pytest.raises(Refused, match="looks like"):
        require_nameless([made_up])


@pytest.mark.parametrize(
    "made_up",
    [
        "dcs",
        "dcs-2",
        "hmi-education-7",
        "nhs-england-desk",
        "programme-office",
        "send-team",
        "forum",
        "leaders-priorities",
        "study-4",
        "interim-2020",
        "visit-2020-10-05",
        "20201005143000",
        "step-12",
        "interim-e10000016",
        "okay",
        "kentwood-9",
        "a610f7bd-3229-4d85-b2ae-bc8a23d1f7e6",
        "7f8e4b1a-0770-4900-8123-447700900123",
    ],
)
def test_what_says_what_somebody_does_is_taken(made_up: str) -> None:
    assert looks_personal(made_up) is None
    require_nameless([made_up], [AMARA, PIOTR, RUTH, MAILBOX, TEAM])
