"""Links are pages over https; a place is words, a link, or both."""

import time

import pytest
from pydantic import TypeAdapter, ValidationError

from schemas.links import Link, Place

LINK: TypeAdapter[str] = TypeAdapter(Link)
PLACE: TypeAdapter[str] = TypeAdapter(Place)
TEAMS_LINK = (
    "https://teams.microsoft.com/l/meetup-join/19%3ameeting_NGYzZWQ0YTktODg1Ni00OTVkLWE0ZjAtYWUyNGE5"
    "Zjc3YzFi%40thread.v2/0?context=%7b%22Tid%22%3a%2200000000-1111-2222-3333-444444444444%22%2c%22"
    "Oid%22%3a%2255555555-6666-7777-8888-999999999999%22%7d"
)


def test_a_scheduled_meetings_link_is_a_link_and_a_place() -> None:
    assert len(TEAMS_LINK) > 200
    assert LINK.validate_python(f" {TEAMS_LINK}\n") == TEAMS_LINK
    for place in (TEAMS_LINK, f"Video call: {TEAMS_LINK}, or room 4", "County Hall, room 4"):
        assert PLACE.validate_python(place) == place


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("http://meet.example/1", "starts with https://"),
        ("meet.example/1", "starts with https://"),
        ("javascript:alert(1)", "starts with https://"),
        ("https://", "not the address of a page"),
        ("https://meet", "not the address of a page"),
        ("https://user:word@meet.example/1", "not the address of a page"),
        ("https://meet.example:port/", "not the address of a page"),
        ("https://meet.example/a b", "not the address of a page"),
        ('https://meet.example/"onclick', "not the address of a page"),
        ("https://m\u00e9et.example/", "not the address of a page"),
        (f"https://meet.example/{'a' * 2000}", "more than 2000 characters"),
    ],
)
def test_what_is_no_link_is_refused_and_why(link: str, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        LINK.validate_python(link)


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("\u200b", "is empty"),
        ("Join at http://meet.example/1", "starts with https://"),
        ("Join at ftp://meet.example/1, please", "starts with https://"),
        ("x" * 201, "more than 200 characters, links not counted"),
        (f"{TEAMS_LINK} {'x' * 200}", "more than 200 characters, links not counted"),
    ],
)
def test_what_is_no_place_is_refused_and_why(place: str, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        PLACE.validate_python(place)


@pytest.mark.parametrize("words", ["a" * 200_000, "a." * 100_000, "a-" * 100_000])
def test_a_very_long_place_is_refused_in_a_moment(words: str) -> None:
    begun = time.process_time()
    with pytest.raises(ValidationError, match="more than 200 characters"):
        PLACE.validate_python(words)
    assert time.process_time() - begun < 2
