"""Logs: JSON for machines, readable on a terminal, with no names and no words."""

import errno
import json
import logging
import os
from io import StringIO
from typing import Any

import pytest
import structlog
from temporalio.testing import ActivityEnvironment

from worker.logs import set_up_logs
from worker.settings import LogFormat

WORDS = "550 5.1.1 <amara.okafor@kent.example>: Amara Okafor does not work here"


class Written:
    """What has been written so far."""

    def __init__(self, form: LogFormat = LogFormat.JSON) -> None:
        self.stream = StringIO()
        set_up_logs(form, stream=self.stream)

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def line(self) -> dict[str, Any]:
        """The only line."""
        (line,) = self.text.splitlines()
        read: dict[str, Any] = json.loads(line)
        return read


@pytest.fixture
def written() -> Written:
    return Written()


class Undeliverable(Exception):
    """An exception whose words quote a person."""


def hand_over() -> None:
    raise Undeliverable(WORDS) from LookupError(WORDS)


def caught() -> Undeliverable:
    try:
        hand_over()
    except Undeliverable as error:
        return error
    raise AssertionError("nothing was raised")


class TestALine:
    def test_says_what_where_from_and_when(self, written: Written) -> None:
        structlog.get_logger("activities.post_room").warning("letter refused", code="smtp-550")

        line = written.line
        assert (line["event"], line["code"]) == ("letter refused", "smtp-550")
        assert (line["level"], line["logger"]) == ("warning", "activities.post_room")
        assert line["timestamp"].endswith("Z")

    def test_of_an_activity_says_whose_visit_which_activity_and_which_attempt(
        self, written: Written
    ) -> None:
        ActivityEnvironment().run(structlog.get_logger("activities.record").info, "recorded")

        line = written.line
        assert (line["visit"], line["activity"], line["attempt"]) == ("test", "unknown", 1)

    def test_outside_of_one_says_nothing_of_the_kind(self, written: Written) -> None:
        structlog.get_logger("worker.process").info("started")

        assert not {"visit", "activity", "attempt"} & set(written.line)

    def test_of_the_standard_library_is_written_the_same_way(self, written: Written) -> None:
        logging.getLogger("activities.documents").info("rendered %s", "timetable")

        assert written.line["event"] == "rendered timetable"
        assert written.line["logger"] == "activities.documents"

    def test_below_the_level_is_not_written(self, written: Written) -> None:
        structlog.get_logger("worker.process").debug("polling")
        logging.getLogger("temporalio.worker").info("polling")

        assert written.text == ""

    def test_on_a_terminal_is_for_reading(self) -> None:
        written = Written(LogFormat.CONSOLE)

        structlog.get_logger("worker.process").info("started", task_queue="area-visits")

        assert "started" in written.text
        assert "task_queue=area-visits" in written.text
        assert not written.text.startswith("{")


@pytest.mark.parametrize("form", LogFormat)
class TestAnException:
    """Its class and the places it went through are written, its words never."""

    def test_of_ours_keeps_its_words_to_itself(self, form: LogFormat) -> None:
        written = Written(form)

        structlog.get_logger("worker.interceptors").warning("failed", exc_info=caught())

        self.check(written)

    def test_being_handled_keeps_its_words_to_itself(self, form: LogFormat) -> None:
        written = Written(form)

        try:
            hand_over()
        except Undeliverable:
            structlog.get_logger("worker.interceptors").exception("failed")

        self.check(written)

    @pytest.mark.parametrize("name", ["temporalio.worker", "activities.post_room"])
    def test_logged_by_the_standard_library_keeps_its_words_to_itself(
        self, form: LogFormat, name: str
    ) -> None:
        written = Written(form)

        logging.getLogger(name).error("failed", exc_info=caught())

        self.check(written)

    def test_with_notes_keeps_them_to_itself(self, form: LogFormat) -> None:
        written = Written(form)
        error = caught()
        error.add_note(WORDS)

        structlog.get_logger("worker").warning("failed", exc_info=error)

        self.check(written)

    @staticmethod
    def check(written: Written) -> None:
        assert "failed" in written.text
        assert "Undeliverable" in written.text
        assert "hand_over" in written.text
        assert "Amara" not in written.text
        assert "550 5.1.1" not in written.text


class TestALibrary:
    """Its template is written; its arguments may be anything."""

    def test_keeps_its_arguments_to_itself(self, written: Written) -> None:
        logging.getLogger("aiosmtplib.protocol").warning("refused: %s", WORDS)

        assert written.line["event"] == "refused: %s"
        assert "Amara" not in written.text

    def test_that_logs_an_exception_as_its_message_leaves_its_class(self, written: Written) -> None:
        logging.getLogger("asyncio").error(caught())

        assert written.line["event"] == "Undeliverable"
        assert "Amara" not in written.text

    @pytest.mark.parametrize("name", ["feedparser", "workerpool.tasks", "rulesets"])
    def test_is_not_taken_for_ours_by_the_beginning_of_its_name(
        self, written: Written, name: str
    ) -> None:
        logging.getLogger(name).warning("read %s", WORDS)

        assert "Amara" not in written.text


class Full(StringIO):
    """A file on a disk that is full for as long as it is said to be."""

    full = True

    def write(self, text: str) -> int:
        if self.full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(text)


def test_a_full_disk_loses_lines_and_gives_no_words_away(
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = Full()
    set_up_logs(LogFormat.JSON, stream=file)
    for _ in range(2):
        try:
            int(WORDS)  # its failure quotes them
        except ValueError:
            logging.getLogger("smtplib").warning("refused: %s", WORDS, exc_info=True)
    told = "The log cannot be written (No space left on device). Lines are lost.\n"
    assert capsys.readouterr().err == told

    file.full = False
    structlog.get_logger("worker").info("goes_on")
    assert json.loads(file.getvalue())["event"] == "goes_on"
    file.full = True
    structlog.get_logger("worker").info("again")
    assert capsys.readouterr().err == told
