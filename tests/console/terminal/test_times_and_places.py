"""What a coordinator is told of a time, a link or a place that will not do."""

from pathlib import Path

import pytest
import yaml

from console.terminal.forms import BrokenForm, from_file
from schemas.forms.preparation import SurveyForm, TimetableForm

TEAMS_LINK = (
    "https://teams.microsoft.com/l/meetup-join/19%3ameeting_NGYzZWQ0YTktODg1Ni00OTVkLWE0ZjAtYWUyNGE5"
    "Zjc3YzFi%40thread.v2/0?context=%7b%22Tid%22%3a%2200000000-1111-2222-3333-444444444444%22%2c%22"
    "Oid%22%3a%2255555555-6666-7777-8888-999999999999%22%7d"
)


def timetable(folder: Path, **changes: str) -> Path:
    meeting = {
        "slot_id": "forum",
        "kind": "parent_carer_forum",
        "day": "1",
        "starts": "09:15",
        "ends": "10:30",
        "mode": "virtual",
        "title": "Parent carer forum",
        "place": "Video call",
        "fallback": "Telephone conference",
        **changes,
    }
    file = folder / "timetable.yaml"
    file.write_text(yaml.safe_dump({"meetings": [meeting]}, allow_unicode=True), encoding="utf-8")
    return file


@pytest.mark.parametrize("starts", ["09:15Z", "10:30+02:00", "10:30:15", "9.15", "half past nine"])
def test_a_time_that_is_not_londons_to_the_minute_is_refused(tmp_path: Path, starts: str) -> None:
    with pytest.raises(BrokenForm) as broken:
        from_file(TimetableForm, timetable(tmp_path, starts=starts))
    assert (
        f"meetings 1, starts (“{starts}”) is not a time of day in London, in hours and minutes and "
        "without a zone, such as 10:30 (line"
    ) in str(broken.value)


def test_times_may_stand_without_quotation_marks(tmp_path: Path) -> None:
    file = timetable(tmp_path)
    unquoted = file.read_text(encoding="utf-8").replace("'09:15'", "09:15").replace("'", "")
    assert "starts: 09:15\n" in unquoted
    assert "ends: 10:30\n" in unquoted
    file.write_text(unquoted, encoding="utf-8")
    meeting = from_file(TimetableForm, file).meetings[0]
    assert f"{meeting.starts} {meeting.ends}" == "09:15:00 10:30:00"


def test_a_scheduled_teams_meeting_is_a_place(tmp_path: Path) -> None:
    form = from_file(TimetableForm, timetable(tmp_path, place=TEAMS_LINK, fallback=TEAMS_LINK))
    assert form.meetings[0].place == form.meetings[0].fallback == TEAMS_LINK


def test_a_link_that_is_not_https_is_refused_as_a_place_and_as_a_survey(tmp_path: Path) -> None:
    with pytest.raises(BrokenForm, match=r"place \(“http://a.example”\) is not an address that"):
        from_file(TimetableForm, timetable(tmp_path, place="http://a.example"))
    survey = tmp_path / "survey.yaml"
    survey.write_text("links: {young_people: 'http://a.example'}", encoding="utf-8")
    with pytest.raises(BrokenForm, match=r"\(“http://a.example”\) is not an address that"):
        from_file(SurveyForm, survey)


def test_a_link_that_is_too_long_is_not_repeated(tmp_path: Path) -> None:
    link = "https://a.example/" + "a" * 2000
    with pytest.raises(BrokenForm) as broken:
        from_file(TimetableForm, timetable(tmp_path, place=link))
    assert "meetings 1, place is a link of more than 2000 characters" in str(broken.value)
    assert "aaaa" not in str(broken.value)


def test_a_title_that_nobody_sees_is_empty(tmp_path: Path) -> None:
    with pytest.raises(BrokenForm, match="meetings 1, title is empty"):
        from_file(TimetableForm, timetable(tmp_path, title="\u200b\u2060"))
