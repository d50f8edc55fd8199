"""What the rules do not allow is refused in a sentence, and nothing of it is left anywhere."""

from datetime import date

import pytest

from rules.refusals import RefusalCode
from schemas.forms.cases import CasesForm, ChosenCaseForm
from schemas.forms.course import CancellationForm
from schemas.forms.days import FeedbackForm, HeldForm
from schemas.forms.form import VisitForm
from schemas.forms.note import AcknowledgementForm, AgreementForm, SharingForm
from schemas.forms.preparation import DatesForm
from schemas.forms.team import MemberForm, TeamForm
from schemas.values import Department, InspectorRole
from tests.e2e.refusing import ANY_DIGEST, Visits, refused

EDUCATION, SOCIAL_CARE, CQC = (
    MemberForm(inspector=ref, role=role)
    for ref, role in (
        ("hmi-education-7", InspectorRole.OFSTED_EDUCATION),
        ("hmi-social-care-3", InspectorRole.OFSTED_SOCIAL_CARE),
        ("cqc-inspector-12", InspectorRole.CQC_CHILDREN),
    )
)
SECOND_EDUCATION = MemberForm(inspector="hmi-education-8", role=InspectorRole.OFSTED_EDUCATION)


def cases(number: int) -> CasesForm:
    chosen = tuple(ChosenCaseForm(case=f"case-{n}") for n in range(1, number + 1))
    return CasesForm(offered=9, cases=chosen)


def days(one: date, two: date) -> DatesForm:
    return DatesForm(day_one=one, day_two=two)


@pytest.mark.parametrize(
    ("name", "form", "code", "words"),
    [  # in the order of stages: one visit goes through all of them
        pytest.param(
            "invited",
            CancellationForm(),
            RefusalCode.REASON_MISSING,
            "a reason is needed",
            id="cancelling without a reason",
        ),
        pytest.param(
            "preparing",
            TeamForm(members=(EDUCATION, SOCIAL_CARE)),
            RefusalCode.TEAM,
            "there is no CQC children's services inspector",
            id="a team without one of the three",
        ),
        pytest.param(
            "preparing",
            TeamForm(members=(EDUCATION, SECOND_EDUCATION, SOCIAL_CARE, CQC)),
            RefusalCode.TEAM,
            "there are 2 of Ofsted education HMI, and exactly one is needed",
            id="a team with one of the three twice",
        ),
        pytest.param(
            "preparing",
            TeamForm(members=(SECOND_EDUCATION, SOCIAL_CARE, CQC)),
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
            "visiting",
            HeldForm(slots=("leaders-opening",)),
            RefusalCode.TIMETABLE,
            "leaders-opening is already recorded as held",
            id="a meeting held twice",
        ),
        pytest.param(
            "visiting",
            FeedbackForm(),
            RefusalCode.NOT_YET,
            "it is on Tuesday 20 October 2020, which has not come",
            id="feedback before its day",
        ),
        pytest.param(
            "agreeing",
            AgreementForm(version=2, digest=ANY_DIGEST),
            RefusalCode.NOTE_VERSION,
            "version 1 is the latest, not version 2",
            id="agreement to a version that is not the latest",
        ),
        pytest.param(
            "agreeing",
            AgreementForm(version=2),
            RefusalCode.NOTE_VERSION,
            "Version 2 of the note",
            id="agreement to a version that there is not, without its digest",
        ),
        pytest.param(
            "agreeing",
            AgreementForm(version=1, digest=ANY_DIGEST),
            RefusalCode.NOTE_VERSION,
            "the digest given is not that of this version's words",
            id="agreement to other words",
        ),
        pytest.param(
            "sharing",
            SharingForm(version=1, digest=ANY_DIGEST),
            RefusalCode.NOTE_VERSION,
            "the digest given is not that of this version's words",
            id="sharing other words",
        ),
        pytest.param(
            "sharing",
            SharingForm(version=1, departments=(Department.DFE, Department.DFE)),
            RefusalCode.ALREADY_DONE,
            "DfE already has it",
            id="sharing twice at once",
        ),
        pytest.param(
            "sharing",
            AcknowledgementForm(department=Department.DFE),
            RefusalCode.RECIPIENT,
            "the note has not been shared with DfE",
            id="acknowledgement before sharing",
        ),
        pytest.param(
            "shared",
            SharingForm(version=1),
            RefusalCode.ALREADY_DONE,
            "DfE already has it",
            id="sharing again",
        ),
    ],
)
async def test_what_the_rules_do_not_allow_is_refused(
    visits: Visits, name: str, form: VisitForm, code: RefusalCode, words: str
) -> None:
    told = await refused(visits, name, form)

    assert told.code is code
    assert words in told.sentence
