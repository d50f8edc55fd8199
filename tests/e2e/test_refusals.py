"""What a visit refuses, it refuses in a sentence, and nothing of it is left anywhere."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from register.areas import AreaNotThen, UnknownArea
from register.connection import RegisterUnavailable, open_pool
from register.visits import UnknownVisit
from rules.decide.stages import STAGES
from rules.refusals import RefusalCode, Refused
from schemas import forms, messages
from schemas.events import EventType
from schemas.forms import Form
from schemas.state import Receipt
from schemas.values import (
    Consenter,
    Department,
    InspectorRole,
    LetterStatus,
    Mode,
    Stage,
)
from tests.e2e.walking import Walk, own_engine, until
from tests.engine import Engine
from worker.connections import TemporalUnavailable, connect
from worker.embedded import EmbeddedStack
from worker.paperwork import prepare
from worker.rehearsal import BrokenScenario, load_scenario
from workflows.decisions import DECISIONS, update_name

_IDS = count(1)


# --- Visits in every stage ----------------------------------------------------------------------


@dataclass(frozen=True)
class Visits:
    """Visits that wait in each stage, on one worker."""

    engine: Engine
    waiting: Mapping[str, Walk]

    def __getitem__(self, name: str) -> Walk:
        return self.waiting[name]


BROUGHT_TO: dict[str, str | None] = {
    "opened": None,
    "invited": None,
    "preparing": "declare",
    "visiting": "held",
    "drafting": "feedback",
    "agreeing": "draft",
    "sharing": "agree",
    "shared": "share",
    "ended": "acknowledge",
}
"""By name: what a visit has come to, and the last step that brought it there."""


@pytest.fixture(scope="module")
async def visits(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Visits]:
    """All of them at once; they are refused everything, so that tests can share them."""
    async with AsyncExitStack() as life:
        folder = tmp_path_factory.mktemp("refusals")
        engine = await life.enter_async_context(own_engine(stack.addresses, folder))
        await life.enter_async_context(engine.working())
        async with asyncio.TaskGroup() as group:
            brought = {name: group.create_task(_bring(engine, name)) for name in BROUGHT_TO}
        yield Visits(engine, {name: task.result() for name, task in brought.items()})


async def _bring(engine: Engine, name: str) -> Walk:
    scenario = engine.scenario().model_copy(update={"programme": f"{name}-{engine.number}"})
    client = await engine.client()
    notice = 40 if name == "opened" else None
    walk = Walk(scenario, client, engine.pool, engine.settings.task_queue, notice=notice)
    await walk.open()
    step = BROUGHT_TO[name]
    if name == "invited":
        await until(lambda: _delivered(engine, walk))
    elif name == "ended":
        while walk.taken < len(walk.scenario.steps):
            await walk.step()
    elif step:
        await walk.steps_through(step)
    return walk


async def _delivered(engine: Engine, walk: Walk) -> bool:
    events = await engine.events(walk.visit)
    return EventType.INVITATION_DELIVERED in {entry.event.type for entry in events}


async def traces(engine: Engine, walk: Walk) -> dict[str, Any]:
    """All that a visit has left so far, in the register and in Temporal."""
    tables = {"events": "aggregateid"} | dict.fromkeys(
        ("content", "people", "letters", "documents", "visits"), "visit_id"
    )
    found: dict[str, Any] = {
        table: [str(row) for row in await engine.pool.fetch(_rows(table, key), walk.visit)]
        for table, key in tables.items()
    }
    history = await walk.handle.fetch_history()
    return found | {
        "history": [event.SerializeToString(deterministic=True) for event in history.events]
    }


def _rows(table: str, key: str) -> str:
    return f"SELECT * FROM {table} WHERE {key} = $1 ORDER BY {table}::text"  # noqa: S608 - ours


async def refusal_of(decision: Awaitable[object]) -> Refused:
    """How something is refused; that it is written in a sentence."""
    with pytest.raises(Refused) as told:
        await decision
    sentence = told.value.sentence
    assert sentence[:1].isupper(), sentence
    assert sentence.endswith("."), sentence
    return told.value


async def refused(visits: Visits, name: str, form: Form) -> Refused:
    """How a visit refuses a form, at the desk as in its own run; it leaves no trace."""
    walk = visits[name]
    before = await traces(visits.engine, walk)

    at_the_desk = await refusal_of(walk.submit(form, f"refused-{next(_IDS)}"))
    in_the_run = await refusal_of(_told_directly(visits.engine, walk, form))

    assert (at_the_desk.code, at_the_desk.sentence) == (in_the_run.code, in_the_run.sentence)
    assert await traces(visits.engine, walk) == before
    return at_the_desk


async def _told_directly(engine: Engine, walk: Walk, form: Form) -> Receipt:
    """Tell the run itself, past the desk, as a desk that knows old news would."""
    try:
        message = await _message(engine, walk, form)
        receipt: Receipt = await walk.handle.execute_update(
            update_name(type(message)),
            message,
            id=f"refused-{next(_IDS)}",
            result_type=Receipt,
        )
    except WorkflowUpdateFailedError as failed:
        if not isinstance(failed.cause, ApplicationError):
            raise
        raise Refused(RefusalCode(str(failed.cause.type)), failed.cause.message) from None
    return receipt


async def _message(engine: Engine, walk: Walk, form: Form) -> messages.Decision:
    """What a form becomes, without keeping its content."""
    async with engine.pool.acquire() as connection:
        keeping = connection.transaction()
        await keeping.start()
        try:
            return await prepare(connection, walk.visit, form, "coordinator")
        finally:
            await keeping.rollback()


# --- Opening ------------------------------------------------------------------------------------


def new_walk(visits: Visits, **opening: Any) -> Walk:  # noqa: ANN401 - what a walk is made of
    scenario = visits.engine.scenario()
    area = opening.pop("area", scenario.area)
    scenario = scenario.model_copy(update={"programme": f"new-{next(_IDS)}", "area": area})
    invited = visits["invited"]
    return Walk(
        scenario,
        invited.client,
        visits.engine.pool,
        visits.engine.settings.task_queue,
        **opening,
    )


async def nothing_of(walk: Walk, visits: Visits) -> bool:
    """Whether neither the register nor Temporal has heard of a visit."""
    with pytest.raises(RPCError) as answer:
        await walk.handle.describe()
    rows = await visits.engine.pool.fetchval(
        "SELECT (SELECT count(*) FROM visits WHERE visit_id = $1)"
        " + (SELECT count(*) FROM events WHERE aggregateid = $1)"
        " + (SELECT count(*) FROM content WHERE visit_id = $1)"
        " + (SELECT count(*) FROM people WHERE visit_id = $1)",
        walk.visit,
    )
    return answer.value.status is RPCStatusCode.NOT_FOUND and rows == 0


async def test_an_area_that_never_was_is_refused(visits: Visits) -> None:
    walk = new_walk(visits, area="E10000099")

    with pytest.raises(UnknownArea) as told:
        await walk.open()

    assert str(told.value).startswith("No local area has the code “E10000099”.")
    assert await nothing_of(walk, visits)


async def test_an_area_that_has_ceased_is_refused_from_the_day_after(visits: Visits) -> None:
    northamptonshire = "E10000021"
    walk = new_walk(visits, area=northamptonshire, start=date(2021, 4, 1))

    with pytest.raises(AreaNotThen) as told:
        await walk.open()

    assert "Northamptonshire (E10000021) ceased to exist on 1 April 2021." in str(told.value)
    assert await nothing_of(walk, visits)


async def test_an_area_that_is_about_to_cease_can_be_opened(visits: Visits) -> None:
    walk = new_walk(visits, area="E10000021", start=date(2021, 3, 31))
    await walk.open()
    assert (await visits.engine.state(walk.visit)).area == "E10000021"


@pytest.mark.parametrize(
    ("day_one", "words"),
    [
        pytest.param(date(2020, 10, 16), "19 October 2020 at the earliest", id="too soon"),
        pytest.param(date(2020, 9, 18), "is not in the future", id="in the past"),
        pytest.param(date(2020, 10, 24), "is not a working day", id="on a Saturday"),
        pytest.param(date(2020, 12, 25), "is not a working day", id="on Christmas Day"),
    ],
)
async def test_a_day_that_will_not_do_is_refused(visits: Visits, day_one: date, words: str) -> None:
    walk = new_walk(visits)
    opening = replace(walk.opening, day_one=day_one)

    told = await refusal_of(walk.desk.open(opening, walk.scenario.contacts, "open"))

    assert told.code is RefusalCode.DATES
    assert words in told.sentence
    assert await nothing_of(walk, visits)


async def test_contacts_that_will_not_do_are_refused_with_the_opening(visits: Visits) -> None:
    walk = new_walk(visits)
    assert walk.scenario.contacts is not None
    people = tuple(person for person in walk.scenario.contacts.people if person.ref != "dcs")

    told = await refusal_of(walk.desk.open(walk.opening, forms.ContactsForm(people=people), "open"))

    assert told.code is RefusalCode.CONTACTS
    assert "exactly one director of children's services is needed, not 0" in told.sentence
    assert await nothing_of(walk, visits)


async def test_a_visit_that_nobody_opened_is_refused(visits: Visits) -> None:
    with pytest.raises(UnknownVisit) as told:
        await visits["invited"].desk.submit(
            "nobody-e10000016", forms.FeedbackForm(), actor="coordinator", update_id="x"
        )
    assert str(told.value).startswith("There is no visit nobody-e10000016 in the register.")


# --- The wrong stage ----------------------------------------------------------------------------

ANY_DIGEST = "0" * 64
DECISION_OF: dict[str, type[messages.Decision]] = {
    "contacts": messages.RecordContacts,
    "delivery": messages.RecordDelivery,
    "respond": messages.Respond,
    "nominate": messages.NominateOfficer,
    "declare": messages.DeclareConflicts,
    "team": messages.ConfirmTeam,
    "dates": messages.SetDates,
    "mode": messages.SetMode,
    "survey": messages.HandOverSurvey,
    "cases": messages.ChooseCases,
    "agree_cases": messages.AgreeCases,
    "timetable": messages.FixTimetable,
    "held": messages.RecordMeetings,
    "finding": messages.RecordFindings,
    "feedback": messages.HoldFeedback,
    "draft": messages.IssueDraft,
    "agree": messages.AgreeNote,
    "share": messages.ShareNote,
    "acknowledge": messages.AcknowledgeNote,
    "cancel": messages.CancelVisit,
}
"""By the name of its form in a scenario."""


def form_of(walk: Walk, do: str) -> Form:
    """A form that would be taken in its stage."""
    match do:
        case "contacts":
            assert walk.scenario.contacts is not None
            return walk.scenario.contacts
        case "delivery":
            letter = f"{walk.visit}/invitation/1/dcs"
            return forms.DeliveryForm(letter=letter, status=LetterStatus.DELIVERED)
        case "mode":
            return forms.ModeForm(mode=Mode.VIRTUAL)
        case "agree_cases":
            case = forms.AgreedCaseForm(case="case-1", agreed_by=Consenter.PARENT)
            return forms.AgreedCasesForm(cases=(case,))
        case "agree":
            return forms.AgreementForm(version=1, digest=ANY_DIGEST)
        case "share":
            return forms.SharingForm(version=1, digest=ANY_DIGEST)
        case "cancel":
            return forms.CancellationForm(reason="The programme is paused.")
        case _:
            return walk.form_of(do)


def test_what_is_tried_are_decisions() -> None:
    """A sample, past the desk and the server; `tests/rules` tries each one in each stage."""
    assert set(DECISION_OF.values()) <= set(DECISIONS)


def wrong_stages(decision: type[messages.Decision]) -> list[Stage]:
    """A few of the stages that a decision does not belong to, the end aside."""
    wrong = [stage for stage in Stage if stage not in (*STAGES[decision], Stage.ENDED)]
    return wrong[:: max(1, len(wrong) // 3)]


WRONG = [
    pytest.param(stage, do, id=f"{do} while {stage}")
    for do, decision in DECISION_OF.items()
    for stage in wrong_stages(decision)
]


@pytest.mark.parametrize(("stage", "do"), WRONG)
async def test_a_decision_in_the_wrong_stage_is_refused(
    visits: Visits, stage: Stage, do: str
) -> None:
    walk = visits[stage]

    told = await refused(visits, stage, form_of(walk, do))

    assert told.code is RefusalCode.WRONG_STAGE
    assert told.sentence.startswith(f"Visit {walk.visit} is ")
    assert " only while it is " in told.sentence


@pytest.mark.parametrize("do", DECISION_OF)
async def test_after_the_end_every_decision_is_refused_while_the_visit_is_kept(
    visits: Visits, do: str
) -> None:
    told = await refused(visits, "ended", form_of(visits["ended"], do))

    assert told.code is RefusalCode.WRONG_STAGE
    assert "is over: it was closed" in told.sentence


async def test_after_the_end_everything_is_refused_when_the_run_is_closed(visits: Visits) -> None:
    walk = visits["ended"]
    running = True
    for _ in range(3):
        running = running and await walk.let_pass(timedelta(days=31))
    before = await traces(visits.engine, walk)

    told = [
        await refusal_of(walk.submit(form_of(walk, do), f"late-{do}", repeated=False))
        for do in DECISION_OF
    ] + [
        await refusal_of(walk.desk.open(walk.opening, contacts, "open-again"))
        for contacts in (walk.scenario.contacts, None)
    ]

    assert not running
    assert all(f"Visit {walk.visit} is over" in refusal.sentence for refusal in told)
    assert await traces(visits.engine, walk) == before


# --- What the rules refuse ----------------------------------------------------------------------

EDUCATION, SOCIAL_CARE, CQC = (
    forms.MemberForm(inspector=ref, role=role)
    for ref, role in (
        ("hmi-education-7", InspectorRole.OFSTED_EDUCATION),
        ("hmi-social-care-3", InspectorRole.OFSTED_SOCIAL_CARE),
        ("cqc-inspector-12", InspectorRole.CQC_CHILDREN),
    )
)
SECOND_EDUCATION = forms.MemberForm(
    inspector="hmi-education-8", role=InspectorRole.OFSTED_EDUCATION
)


def cases(number: int) -> forms.CasesForm:
    chosen = tuple(forms.AgreedCaseForm(case=f"case-{n}") for n in range(1, number + 1))
    return forms.CasesForm(offered=9, cases=chosen)


def days(one: date, two: date) -> forms.DatesForm:
    return forms.DatesForm(day_one=one, day_two=two)


@pytest.mark.parametrize(
    ("name", "form", "code", "words"),
    [
        pytest.param(
            "preparing",
            forms.TeamForm(members=(EDUCATION, SOCIAL_CARE)),
            RefusalCode.TEAM,
            "there is no CQC children's services inspector",
            id="a team without one of the three",
        ),
        pytest.param(
            "preparing",
            forms.TeamForm(members=(EDUCATION, SECOND_EDUCATION, SOCIAL_CARE, CQC)),
            RefusalCode.TEAM,
            "there are 2 of Ofsted education HMI, and exactly one is needed",
            id="a team with one of the three twice",
        ),
        pytest.param(
            "preparing",
            forms.TeamForm(members=(SECOND_EDUCATION, SOCIAL_CARE, CQC)),
            RefusalCode.TEAM,
            "hmi-education-8 has not declared conflicts of interest, or none",
            id="an inspector who has not declared",
        ),
        pytest.param(
            "preparing",
            cases(3),
            RefusalCode.CASES,
            "3 were chosen, and a visit studies 4 to 6",
            id="three case studies",
        ),
        pytest.param(
            "preparing",
            cases(7),
            RefusalCode.CASES,
            "7 were chosen, and a visit studies 4 to 6",
            id="seven case studies",
        ),
        pytest.param(
            "preparing",
            days(date(2020, 10, 24), date(2020, 10, 26)),
            RefusalCode.DATES,
            "Saturday 24 October 2020 is not a working day",
            id="a day at the weekend",
        ),
        pytest.param(
            "preparing",
            days(date(2020, 12, 24), date(2020, 12, 28)),
            RefusalCode.DATES,
            "Monday 28 December 2020 is not a working day",
            id="a bank holiday",
        ),
        pytest.param(
            "preparing",
            days(date(2020, 10, 26), date(2020, 10, 28)),
            RefusalCode.DATES,
            "Monday 26 October 2020 and Wednesday 28 October 2020 are not consecutive",
            id="days with a gap",
        ),
        pytest.param(
            "preparing",
            days(date(2020, 10, 27), date(2020, 10, 26)),
            RefusalCode.DATES,
            "are not consecutive working days",
            id="the second day first",
        ),
        pytest.param(
            "preparing",
            days(date(2020, 9, 22), date(2020, 9, 23)),
            RefusalCode.DATES,
            "is not in the future",
            id="days gone by",
        ),
        pytest.param(
            "agreeing",
            forms.AgreementForm(version=2, digest=ANY_DIGEST),
            RefusalCode.NOTE_VERSION,
            "version 1 is the latest, not version 2",
            id="agreement to a version that is not the latest",
        ),
        pytest.param(
            "agreeing",
            forms.AgreementForm(version=2),
            RefusalCode.NOTE_VERSION,
            "Version 2 of the note",
            id="agreement to a version that there is not, without its digest",
        ),
        pytest.param(
            "agreeing",
            forms.AgreementForm(version=1, digest=ANY_DIGEST),
            RefusalCode.NOTE_VERSION,
            "the digest given is not that of this version's words",
            id="agreement to other words",
        ),
        pytest.param(
            "sharing",
            forms.SharingForm(version=1, digest=ANY_DIGEST),
            RefusalCode.NOTE_VERSION,
            "the digest given is not that of this version's words",
            id="sharing other words",
        ),
        pytest.param(
            "sharing",
            forms.SharingForm(version=1, departments=(Department.DFE, Department.DFE)),
            RefusalCode.ALREADY_DONE,
            "DfE already has it",
            id="sharing twice at once",
        ),
        pytest.param(
            "sharing",
            forms.AcknowledgementForm(department=Department.DFE),
            RefusalCode.RECIPIENT,
            "the note has not been shared with DfE",
            id="acknowledgement before sharing",
        ),
        pytest.param(
            "shared",
            forms.SharingForm(version=1),
            RefusalCode.ALREADY_DONE,
            "DfE already has it",
            id="sharing again",
        ),
        pytest.param(
            "visiting",
            forms.HeldForm(slots=("leaders-opening",)),
            RefusalCode.TIMETABLE,
            "leaders-opening is already recorded as held",
            id="a meeting held twice",
        ),
        pytest.param(
            "visiting",
            forms.FeedbackForm(),
            RefusalCode.NOT_YET,
            "it is on Tuesday 20 October 2020, which has not come",
            id="feedback before its day",
        ),
        pytest.param(
            "invited",
            forms.CancellationForm(),
            RefusalCode.REASON_MISSING,
            "a reason is needed",
            id="cancelling without a reason",
        ),
    ],
)
async def test_what_the_rules_do_not_allow_is_refused(
    visits: Visits, name: str, form: Form, code: RefusalCode, words: str
) -> None:
    told = await refused(visits, name, form)

    assert told.code is code
    assert words in told.sentence


# --- Nobody at home -----------------------------------------------------------------------------

NOBODY = "127.0.0.1:1"


async def test_without_a_server_a_sentence_says_what_to_do() -> None:
    with pytest.raises(TemporalUnavailable) as told:
        await connect(NOBODY)

    assert f"Temporal does not answer at {NOBODY}." in str(told.value)
    assert "`visits up`" in str(told.value)


@pytest.mark.parametrize(
    "database_url",
    [f"postgresql://visits:s3cret@{NOBODY}/visits", "postgresql://visits:s3cret@", "s3cret"],
    ids=["nobody there", "half an address", "no address"],
)
async def test_without_a_database_a_sentence_says_what_to_do(database_url: str) -> None:
    with pytest.raises(RegisterUnavailable) as told:
        async with open_pool(database_url):
            raise AssertionError("there is no database")

    assert str(told.value).startswith("The register does not answer")
    assert "DATABASE_URL" in str(told.value)
    assert "s3cret" not in str(told.value)


async def test_a_database_that_does_not_let_us_in_is_refused_without_the_password(
    visits: Visits,
) -> None:
    login, _, place = visits.engine.addresses.database_url.rpartition("@")
    with pytest.raises(RegisterUnavailable) as told:
        async with open_pool(f"{login}-s3cret@{place}"):
            raise AssertionError("the password is wrong")

    assert "s3cret" not in str(told.value)


# --- Broken scenarios ---------------------------------------------------------------------------

CONTACTS = "contacts: {people: []}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("", "is broken", id="empty"),
        pytest.param("- a\n- list", "is broken", id="a list"),
        pytest.param("title: [", "is not YAML: there is a mistake in line 1", id="not YAML"),
        pytest.param(
            "title: {a: 1}\narea: E10000016\nsteps: []",
            "is broken at title",
            id="a title of fields",
        ),
        pytest.param("title: x\nsteps: []", "is broken at area", id="no area"),
        pytest.param(
            f"title: x\narea: Kent\n{CONTACTS}\nsteps: []", "is broken at area", id="no such code"
        ),
        pytest.param(
            "title: x\narea: E10000016\nsteps: [{at: T-99, do: respond}]",
            "is broken at steps.0.at",
            id="a step without a time",
        ),
        pytest.param(
            "title: x\narea: E10000016\nsteps: [{at: T-9 25:00, do: respond}]",
            "is broken at steps.0.at",
            id="a time that is none",
        ),
        pytest.param(
            "title: x\narea: E10000016\nsteps: [{at: T 10:00, do: dance}]",
            "is broken at steps.0.do",
            id="a step that nobody can take",
        ),
        pytest.param(
            "title: x\narea: E10000016\nsteps: [{at: T 10:00, do: respond, with: {answer: maybe}}]",
            "answer",
            id="a form filled in wrongly",
        ),
        pytest.param(
            "title: x\narea: E10000016\nsteps: [{at: T 10:00, do: nominate, with: {name: y}}]",
            "email",
            id="a form not filled in",
        ),
        pytest.param("extends: nothing", "cannot be read", id="extends what is not there"),
        pytest.param("extends: broken", "is broken: it extends itself", id="extends itself"),
        pytest.param("title: x\ndrop: [respond]", "there is no step “respond”", id="drops nothing"),
        pytest.param("title: x\nsteps: 3", "is broken", id="a number of steps"),
        pytest.param("title: x\nsteps: [3]", "is broken", id="a step that is a number"),
    ],
)
def test_a_broken_scenario_is_refused_in_a_sentence(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BrokenScenario) as told:
        load_scenario(path)

    sentence = str(told.value)
    assert sentence.startswith(f"Scenario {tmp_path}")
    assert words in sentence
    assert sentence.endswith(".")


def test_a_scenario_that_is_not_there_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BrokenScenario, match="cannot be read: No such file or directory"):
        load_scenario(tmp_path / "none.yaml")


def test_a_scenario_that_is_not_text_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "picture.yaml"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")
    with pytest.raises(BrokenScenario, match="cannot be read: it is not text"):
        load_scenario(path)
