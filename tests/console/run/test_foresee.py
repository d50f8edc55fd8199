"""`visits foresee` tells what lies ahead, and changes nothing where the visit is real."""

from contextlib import nullcontext
from dataclasses import dataclass, replace

import pytest

from console.run import foreseeing
from schemas.ids import VisitId
from stack import EmbeddedStack, StackAddresses
from tests.conftest import migrated, own_database
from tests.console.conftest import Visits
from tests.console.look.test_show import KENT, said
from tests.console.look.test_show import recorded as recorded  # noqa: PLC0414 - a fixture
from tests.support.namespaces import a_namespace
from worker.connections import connect


@dataclass(frozen=True)
class Running:
    """A stack that runs already, in place of one that is started."""

    addresses: StackAddresses


@pytest.fixture
async def apart(stack: EmbeddedStack, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shared servers in place of those that the command starts, with nothing in them."""
    database = await own_database(stack.addresses, like=await migrated(stack))
    client = await connect(stack.addresses.temporal, stack.addresses.namespace)
    made = replace(database, namespace=await a_namespace(client, "foresee-command"))
    monkeypatch.setattr(foreseeing, "throwaway_stack", lambda **_: nullcontext(Running(made)))


@pytest.mark.usefixtures("apart")
def test_it_tells_what_a_person_is_asked_and_that_nothing_else_happens(
    recorded: VisitId, visits: Visits
) -> None:
    shown = said(visits("foresee", recorded))

    assert f"Visit {recorded} from" in shown
    assert "if nobody acts. Nothing real is touched." in shown
    assert "Nothing happens by itself." in shown
    assert "The invitation is due and nobody" in shown
    assert "After that nothing more happens until a person acts." in shown


def test_a_day_that_has_passed_is_not_looked_ahead_to(visits: Visits) -> None:
    result = visits("foresee", KENT, "--until", "2020-01-01")

    assert result.exit_code == 2
    assert "That day has passed" in result.output


def test_a_day_that_no_visit_lasts_to_is_not_looked_ahead_to(visits: Visits) -> None:
    result = visits("foresee", KENT, "--until", "2099-01-01")

    assert result.exit_code == 2
    assert "No visit lasts as long" in result.output
