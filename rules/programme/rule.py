"""How rules and folds of a programme declare themselves, and how they are applied."""

from rules.folds import Changes, OutOfOrderError
from rules.process_rules import ProcessRules
from rules.programme.stages import STAGE_CLAUSES
from schemas.programme.events import ProgrammeEvent, ProgrammeFact, ProgrammeOpened
from schemas.programme.state import ProgrammeArea, ProgrammeState
from schemas.programme.values import ProgrammeStage

BEFORE_THE_END = tuple(stage for stage in ProgrammeStage if stage is not ProgrammeStage.CLOSED)
ONCE_DRAWN = (ProgrammeStage.DRAWN, ProgrammeStage.INVITING)


def _begun(event: ProgrammeEvent) -> ProgrammeState:
    fact_: ProgrammeFact = event.fact
    if event.sequence != 1 or not isinstance(fact_, ProgrammeOpened):
        raise OutOfOrderError(f"{event.subject} begins with {event.type} {event.sequence}")
    return ProgrammeState(
        programme=event.subject,
        sequence=1,
        opened_at=event.at,
        opened_by=event.actor,
        changed_at=event.at,
        number=fact_.number,
        reserves_asked=fact_.reserves,
        window=fact_.window,
        visits_a_week=fact_.visits_a_week,
        coordinators=fact_.coordinators,
        policy=fact_.policy,
        calendar=fact_.calendar,
    )


PROGRAMME_RULES: ProcessRules[ProgrammeState, ProgrammeEvent] = ProcessRules(
    event=ProgrammeEvent,
    begun=_begun,
    named=lambda state: f"programme {state.programme}",
    subject=lambda state: state.programme,
    clauses=STAGE_CLAUSES,
    before_the_end=BEFORE_THE_END,
)
rule = PROGRAMME_RULES.rule
fact = PROGRAMME_RULES.fact


@fact(ProgrammeOpened, "programme opened")
def opened_twice(_state: ProgrammeState, event: ProgrammeEvent, _fact: ProgrammeOpened) -> Changes:
    """Fail: only the first event opens a programme."""
    raise OutOfOrderError(f"{event.type} does not follow in {event.subject}")


def with_area(state: ProgrammeState, code: str, **changes: object) -> tuple[ProgrammeArea, ...]:
    """The areas of a programme with one of them changed."""
    return tuple(one.model_copy(update=changes) if one.area == code else one for one in state.areas)
