"""Addresses: what a form takes is what the post can write to, on whatever day."""

from email.headerregistry import AddressHeader
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.email_address import RECORDED, UnusableAddress, normalised, on_the_wire
from schemas.forms.team import OfficerForm

UNUSABLE = {
    "siân@kent.example.gov.uk": "Internationalized characters before the @-sign",
    "a..b@kent.example.gov.uk": "two periods in a row",
    "dcs.@kent.example.gov.uk": "a period immediately before the @-sign",
    ".dcs@kent.example.gov.uk": "start with a period",
    "dcs@kent.example.gov.uk.": "end with a period",
    "mailto:dcs@kent.example.gov.uk": "invalid characters before the @-sign: ':'",
    "“dcs@kent.example.gov.uk”": "before the @-sign",
    '"dcs@kent.example.gov.uk"': "@-sign",
    "dcs@kent.example.gov.uk)": "invalid characters: ')'",
    "[dcs@kent.example.gov.uk]": "invalid characters before the @-sign: '['",
    "<dcs@kent.example.gov.uk>": "angle brackets",
    "Amara <dcs@kent.example.gov.uk>": "angle brackets",
    "dcs@-kent-.example..uk": "two periods in a row",
    "dcs@-kent.example.uk": "hyphen",
    "dcs@kent.example.gov.uk\u200b": "ZERO WIDTH SPACE",
    "dcs\u200d@kent.example.gov.uk": "ZERO WIDTH JOINER",
    "dcs@kent.example.gov.uk, press@paper.example": "invalid characters",
    "dcs@kent.example.gov.uk;press@paper.example": "invalid characters",
    "dcs@kent.example.gov.uk\r\nBcc: press@paper.example": "invalid characters",
    "dcs(press@paper.example)@kent.example.gov.uk": "@-sign",
    '"a b"@kent.example.gov.uk': "Quoting",
    "=?utf-8?q?press=40paper.example?=@kent.example": "=?",
    "dcs@[192.0.2.1]": "bracketed IP address",
    "dcs@localhost": "should have a period",
    "dcs@kent_council.example": "invalid characters: '_'",
    "a" * 65 + "@kent.example.gov.uk": "too long",
    "nobody": "@-sign",
    "": "@-sign",
}
"""By address: words that the refusal says."""

USABLE = {
    "dcs@kent.example.gov.uk": "dcs@kent.example.gov.uk",
    " dcs@kent.example.gov.uk\n": "dcs@kent.example.gov.uk",
    "o'brien+send@kent.example": "o'brien+send@kent.example",
    "DCS@Kent.Example": "DCS@kent.example",
    "dcs@bücher.example": "dcs@xn--bcher-kva.example",
    "dcs@xn--bcher-kva.example": "dcs@xn--bcher-kva.example",
    "dcs@\uff4bent.example": "dcs@kent.example",
    "dcs@例え.example": "dcs@xn--r8jz45g.example",
}
"""By address: what a mail server is told."""


def officer(email: str) -> OfficerForm:
    return OfficerForm(name="Sam", email=email, organisation="Kent")


@pytest.mark.parametrize("address", UNUSABLE)
def test_a_form_refuses_what_the_post_could_not_use_and_says_why(address: str) -> None:
    with pytest.raises(ValidationError) as refused:
        officer(address)
    (mistake,) = refused.value.errors()
    assert mistake["msg"].startswith("is not an e-mail address: ")
    assert UNUSABLE[address].lower() in mistake["msg"].lower()
    with pytest.raises(UnusableAddress):
        on_the_wire(address)


@pytest.mark.parametrize("address", USABLE)
def test_a_form_takes_what_the_post_can_tell_any_server(address: str) -> None:
    taken = officer(address).email
    assert on_the_wire(taken) == USABLE[address]
    assert officer(taken).email == taken


def test_a_domain_is_kept_as_people_read_it() -> None:
    assert officer("dcs@xn--bcher-kva.example").email == "dcs@bücher.example"


def test_what_the_register_has_is_read_as_it_is() -> None:
    """An earlier release took it; one bad address must not hide all people of a visit."""
    read = OfficerForm.model_validate(
        {"name": "Sam", "email": "a..b@kent.example", "organisation": "Kent"}, context=RECORDED
    )
    assert read.email == "a..b@kent.example"


ADDRESSES = st.one_of(
    st.emails(),
    st.builds(
        "{}@{}.example".format,
        st.text(min_size=1, max_size=20),
        st.text(min_size=1, max_size=20),
    ),
    st.text(max_size=60),
)


@given(ADDRESSES)
def test_whatever_is_typed_is_refused_or_is_exactly_one_address_on_the_wire(text: str) -> None:
    try:
        taken = normalised(text)
    except UnusableAddress:
        with pytest.raises(UnusableAddress):
            on_the_wire(text)
        return
    told = on_the_wire(taken)
    assert told.isascii()
    assert (normalised(taken), on_the_wire(told)) == (taken, told)
    header = default.header_factory("To", f"Sam <{told}>")
    assert isinstance(header, AddressHeader)
    assert [(one.display_name, one.addr_spec) for one in header.addresses] == [("Sam", told)]
