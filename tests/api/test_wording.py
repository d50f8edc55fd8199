"""What rules say of commands, the API says of requests; at a terminal it is commands again."""

import re
from pathlib import Path

import pytest

from api.wording import in_api

ROOT = Path(__file__).parents[2]
_OF_OPERATORS = re.compile(
    r"`visits (?:audit|each|frame|keys|migrate|people|plan|recover|subscriptions|tokens|up)\b"
    r"[^`]*`?"
)
"""What only a terminal does."""


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "The visit was not cancelled: a reason is needed, with --reason.",
            "The visit was not cancelled: a reason is needed, with `reason`.",
        ),
        (
            "It stands still: `visits resume interim-e10000016 --on DATE` lets it go on.",
            "It stands still: `POST /visits/interim-e10000016/decisions/resume` lets it go on.",
        ),
        (
            "There are none; `visits cases choose` does.",
            "There are none; `POST /visits/{visit}/decisions/cases` does.",
        ),
        (
            "There is no such visit. `visits list --all` shows the visits there are.",
            "There is no such visit. `GET /visits` shows the visits there are.",
        ),
        (
            "It is not fixed yet. `visits programme show interim` tells when it is.",
            "It is not fixed yet. `GET /programmes/interim` tells when it is.",
        ),
        (
            "Read it again with `visits report show autumn/first`.",
            "Read it again with `GET /programmes/autumn/reports/first`.",
        ),
        (
            "It is void; `visits report check autumn/first` asks anew.",
            "It is void; `POST /programmes/autumn/reports/first/decisions/check` asks anew.",
        ),
        (
            "An id names one decision; leave --id out, or give one of its own.",
            "An id names one decision; leave the Idempotency-Key out, or give one of its own.",
        ),
        ("`visits migrate --now` does that.", "`visits migrate --now` does that."),
    ],
)
def test_commands_are_said_as_requests(said: str, told: str) -> None:
    assert in_api(said) == told


@pytest.mark.parametrize("floor", ["rules", "desk", "register"])
def test_no_sentence_names_an_option_or_a_command_of_a_decision(floor: str) -> None:
    """Whatever is said, literal by literal, as the API would say it."""
    left = []
    for file in sorted((ROOT / floor).rglob("*.py")):
        if file.name in {"commands.py", "tasks.py", "next_step.py", "mail_list.py"}:
            continue  # commands of tasks, which programs are told as commands
        if "pandoc" in file.name:
            continue  # options of another program
        text = file.read_text(encoding="utf-8")
        for literal in re.findall(r'f?"([^"\n]*(?:--[a-z]|`visits [^`"]*`)[^"\n]*)"', text):
            told = _OF_OPERATORS.sub("", in_api(literal)).replace("`visits {command}`", "")
            if re.search(r"(?<!`)--[a-z]|`visits ", told):
                left.append((file.name, told))
    assert left == []
