"""A report bears the name of whoever has signed in, and is not signed by whoever had it checked."""

import pytest

from desk.authority import REHEARSED, ByRegister
from desk.second_person import joined
from register import record, staff
from register.connection import Connection, Pool
from rules.refusals import Refused
from schemas.ids import ActorRef
from schemas.report.forms import SignatoryForm, SignForm
from schemas.report.messages import SignReport
from schemas.staff import OWNER, StaffRole
from schemas.values import ContentKind
from tests.rules.report.reports import DIGEST, passed, ref, written

CHECKED, OTHER = "anna", "zoe"


async def manager(connection: Connection, actor: ActorRef, name: str) -> None:
    await staff.add(
        connection,
        ref=actor,
        name=name,
        email=None,
        roles={StaffRole.SENIOR_MANAGER},
        actor=OWNER,
    )


async def test_whoever_asked_for_the_check_does_not_sign(pool: Pool) -> None:
    report = passed(written())
    async with pool.acquire() as connection, connection.transaction():
        await manager(connection, CHECKED, "Ada Sample")
        await manager(connection, OTHER, "Grace Sample")
        await record.record(connection, report.events)
    subject = report.state.report
    signature = ref(ContentKind.SIGNATORY)
    async with pool.acquire() as connection:
        by_other = SignReport(actor=OTHER, digest=DIGEST, signatory=signature)
        await ByRegister().require(connection, OTHER, by_other, subject)
        by_same = SignReport(actor=CHECKED, digest=DIGEST, signatory=signature)
        with pytest.raises(Refused, match="needs a second person, and anna decided first"):
            await ByRegister().require(connection, CHECKED, by_same, subject)


async def test_a_signature_is_nobody_elses(pool: Pool) -> None:
    typed = SignForm(
        digest=DIGEST, signatory=SignatoryForm(name="Somebody Else", post="Deputy director")
    )
    async with pool.acquire() as connection, connection.transaction():
        await manager(connection, OTHER, "Grace Sample")
        form, actor = await joined(connection, ByRegister(), "r", typed, OTHER)
        assert isinstance(form, SignForm)
        assert (form.signatory.name, form.signatory.post) == ("Grace Sample", "Deputy director")
        assert actor == OTHER
        played, _ = await joined(connection, REHEARSED, "r", typed, OTHER)
        assert played == typed
