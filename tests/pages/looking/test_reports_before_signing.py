"""A report before it is signed: whoever signs it can read what they sign."""

import hashlib

import httpx2

from pages.app import create_pages
from pages.dependencies import PagesDependencies
from schemas.staff import Acting, StaffRole
from tests.engine import Engine
from tests.support.acting import SignedInAs
from tests.support.agreed import agreed_visits
from tests.support.browsing import Browser
from tests.support.reporting import AREAS, NOW, Reporting

MANAGER = Acting(ref="zoe", roles=frozenset({StaffRole.SENIOR_MANAGER}))


async def test_what_passed_the_gate_is_read_before_it_is_signed(engine: Engine) -> None:
    async with engine.working() as (client, _):
        programme = f"t{engine.number}"
        await agreed_visits(engine.pool, programme, AREAS[:3])
        reporting = Reporting.of(engine, client, programme)
        deps = PagesDependencies(engine.pool, reporting.desk, now=lambda: NOW)
        transport = httpx2.ASGITransport(app=SignedInAs(create_pages(deps), MANAGER))
        async with httpx2.AsyncClient(transport=transport, base_url="https://t") as asking:
            browser, report = Browser(asking), f"/programmes/{programme}/reports/autumn"
            await reporting.begin()
            await reporting.write("autumn")
            assert (await asking.get(f"{report}/passed/report.html")).status_code == 404
            await reporting.check("autumn")

            await browser.open(report)
            links = browser.links()
            read = await asking.get(links["The report as it would come out"])
            content = await asking.get(links["Its content"])

    assert "What we learnt in the autumn" in read.text
    assert "Families were called each week" in read.text
    assert "These were not inspections" in read.text
    assert "These were not inspections" in browser.text
    assert "attachment" in read.headers["content-disposition"]
    assert hashlib.sha256(content.content).hexdigest() in browser.text
