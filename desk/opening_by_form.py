"""Opens what an opening form tells: a visit, a programme or a report, by whichever door."""

from typing import TYPE_CHECKING, NamedTuple

from desk.answers import Opening
from desk.desk import Desk
from desk.policy_in_use import policy_in_use
from desk.preview import Preview
from desk.receipts import AnyReceipt
from register.area_names import area_named
from register.brought import IdOfAnother
from rules.refusals import RefusalCode, Refused
from schemas.forms.form import Form
from schemas.forms.letters import ContactsForm
from schemas.ids import ActorRef, UpdateId, visit_id
from schemas.opening_forms import OpenProgrammeForm, OpenReportForm, OpenVisitForm
from schemas.programme.values import Window
from schemas.report.values import ReportPolicy, Span
from schemas.report.words import ReportTitle
from schemas.sentences import filled_in
from schemas.values import Stage

if TYPE_CHECKING:
    from desk.programme_openings import ProgrammeOpening
    from desk.report_openings import ReportOpening


class Begun(NamedTuple):
    """Something that is open.

    Attributes:
        subject: As it is named from now on.
        receipt: For what was recorded with it; `None` where it was open before.
    """

    subject: str
    receipt: AnyReceipt | None


def subject_of(form: Form) -> str:
    """As what a form opens will be named.

    Raises:
        UnknownArea: No area is called so.
    """
    match form:
        case OpenVisitForm():
            with filled_in("area"):
                area = area_named(form.area, form.day_one)
            return visit_id(form.programme, area.gss_code)
        case OpenProgrammeForm():
            return form.programme
        case OpenReportForm():
            return f"{form.of}/{form.report}"
        case _:
            raise TypeError(type(form).__name__)


async def begin(
    desk: Desk, form: Form, actor: ActorRef, update_id: UpdateId, *, confirmed: bool = True
) -> Begun:
    """Open what a form tells; again as it was opened is the same.

    Raises:
        Refused: It cannot be opened so; likewise what else the desk raises.
        NotConfirmed: Letters would go to people outside at once.
    """
    match form:
        case OpenVisitForm():
            await _require_not_open_otherwise(desk, form, update_id)
            opened, receipt = await desk.open(
                _visit(form, actor), _contacts(form), update_id, confirmed=confirmed
            )
            return Begun(opened, receipt)
        case OpenProgrammeForm():
            begun = await desk.open_programme(_programme(form, actor), update_id)
            return Begun(form.programme, begun)
        case OpenReportForm():
            return Begun(subject_of(form), await desk.open_report(_report(form, actor), update_id))
        case _:
            raise TypeError(type(form).__name__)


async def preview_of(desk: Desk, form: Form, actor: ActorRef) -> Preview:
    """What opening what a form tells would do."""
    if not isinstance(form, OpenVisitForm):
        return await desk.preview_beginning(beginning_of(form, actor))
    await _require_not_open_otherwise(desk, form, None)
    return await desk.preview_opening(_visit(form, actor), _contacts(form))


def beginning_of(form: Form, actor: ActorRef) -> "ProgrammeOpening | ReportOpening":
    """What a desk is told of a programme that is opened, or of a report.

    Args:
        form: As it was filled in.
        actor: Who opens it.

    Raises:
        Refused: It cannot be opened so.
    """
    match form:
        case OpenProgrammeForm():
            return _programme(form, actor)
        case OpenReportForm():
            return _report(form, actor)
        case _:
            raise TypeError(type(form).__name__)


async def _require_not_open_otherwise(
    desk: Desk, form: OpenVisitForm, update_id: UpdateId | None
) -> None:
    """Refuse days that would be passed over in silence, because the visit is open for others.

    What is sent again under its id stays what it was, though the visit has other days by now.
    """
    visit = subject_of(form)
    known = await desk.known_visit(visit)
    if known is None or known.stage is Stage.ENDED or known.day_one == form.day_one:
        return
    if update_id and await desk.receipt(visit, update_id) is not None:
        if await desk.opened_for(visit) == form.day_one:
            return
        raise IdOfAnother(update_id)
    area = area_named(form.area, form.day_one).name
    raise Refused(
        RefusalCode.ALREADY_DONE,
        f"Nothing was opened: the visit to {area} is open already, planned from "
        f"{known.day_one:%-d %B %Y}, and that stands. `visits dates {visit}` sets other days.",
    )


def _visit(form: OpenVisitForm, actor: ActorRef) -> Opening:
    return Opening(
        area=area_named(form.area, form.day_one).gss_code,
        day_one=form.day_one,
        programme=form.programme,
        actor=actor,
        policy=policy_in_use(),
        again=form.again,
        reason=form.reason,
    )


def _contacts(form: OpenVisitForm) -> ContactsForm | None:
    return ContactsForm(people=form.people) if form.people else None


def _programme(form: OpenProgrammeForm, actor: ActorRef) -> "ProgrammeOpening":
    # Whoever opens a visit need not load what draws samples.
    from desk.programme_openings import ProgrammeOpening
    from rules.selection import read_frame, read_quotas, what_is_asked

    with filled_in("frame"):
        frame = read_frame(form.frame.encode(), "The frame")
    with filled_in("quotas"):
        bounds = read_quotas(form.quotas.encode(), frame, "The bounds") if form.quotas else ()
    if form.last < form.first:
        with filled_in("last"):
            raise Refused(RefusalCode.DATES, "The last day of the window is before the first.")
    with filled_in("number"):
        what_is_asked(frame, form.number, [], ())
    with filled_in("proportional"):
        asked = what_is_asked(frame, form.number, list(form.proportional), bounds)
    return ProgrammeOpening(
        programme=form.programme,
        text=form.frame,
        frame=frame,
        asked=asked,
        reserves=form.reserves,
        window=Window(first=form.first, last=form.last),
        visits_a_week=form.visits_a_week,
        actor=actor,
        coordinators=form.coordinators,
        policy=policy_in_use(),
    )


def _report(form: OpenReportForm, actor: ActorRef) -> "ReportOpening":
    from desk.report_openings import ReportOpening

    return ReportOpening(
        programme=form.of,
        name=form.report,
        title=ReportTitle.model_validate(form.model_dump(include=set(ReportTitle.model_fields))),
        actor=actor,
        span=Span(through=form.through, visits=form.visits),
        policy=ReportPolicy(
            threshold=form.threshold,
            areas_at_least=form.areas_at_least,
            round_to=form.round_to,
        ),
        earlier=form.earlier,
    )
