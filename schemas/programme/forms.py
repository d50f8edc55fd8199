"""What people fill in for a programme."""

from typing import Annotated

from pydantic import Field

from schemas import forms as f
from schemas.email_address import EmailAddress
from schemas.ids import AreaCode, PersonRef
from schemas.personal import Name, Person, Personal
from schemas.plan import Span
from schemas.programme import events as e
from schemas.programme import messages as m
from schemas.programme.content import Seed, WordingText
from schemas.programme.values import Assignment
from schemas.values import InspectorRole, LetterKind

PROGRAMME_FORMS: dict[str, type[f.Form]] = {}
"""Every form of a programme by what filling it in is called."""


class ProgrammeForm(f.Form):
    """What people fill in for a programme; `given` is its id."""


@f.form("select", m.DrawSample, told_by=(e.SeedGiven,), among=PROGRAMME_FORMS)
class SeedForm(ProgrammeForm):
    """The seed of the lottery."""

    seed: Seed


class PlannedInspector(Personal):
    """Who an inspector of a plan is.

    Attributes:
        leave: When they are not there, as far as whoever planned knows.
    """

    ref: PersonRef
    role: InspectorRole
    name: Name
    email: EmailAddress
    organisation: Name
    leave: tuple[Span, ...] = ()


@f.form("plan", m.ConfirmPlan, told_by=(e.PlanConfirmed,), among=PROGRAMME_FORMS)
class PlanForm(ProgrammeForm):
    """Days and teams of visits, and who the inspectors are."""

    visits: Annotated[tuple[Assignment, ...], Field(min_length=1)]
    inspectors: Annotated[tuple[PlannedInspector, ...], Field(min_length=1)]


@f.form("contacts", m.RecordAreaContacts, told_by=(e.AreaContactsRecorded,), among=PROGRAMME_FORMS)
class AreaContactsForm(ProgrammeForm):
    """Whom to write to, area by area."""

    areas: Annotated[dict[AreaCode, tuple[Person, ...]], Field(min_length=1)]


@f.form("pace", m.SetPace, told_by=(e.PaceChanged,), among=PROGRAMME_FORMS)
class PaceForm(ProgrammeForm):
    """How many visits may be opened in a week."""

    visits_a_week: int = Field(ge=1, le=200)


@f.form("wording", m.SetWording, told_by=(e.WordingChanged,), among=PROGRAMME_FORMS)
class WordingForm(ProgrammeForm):
    """The programme's own wording of a kind of letter."""

    letter: LetterKind
    wording: WordingText


@f.form(
    "standard-wording",
    m.UseStandardWording,
    told_by=(e.StandardWordingRestored,),
    among=PROGRAMME_FORMS,
)
class StandardWordingForm(ProgrammeForm):
    """A kind of letter that has its standard wording again."""

    letter: LetterKind


@f.form("add", m.AddArea, told_by=(e.AreaAdded,), among=PROGRAMME_FORMS, reason_needed=True)
class AddAreaForm(ProgrammeForm):
    """An area that is taken in by hand; the reason is needed."""

    area: AreaCode


@f.form("remove", m.RemoveArea, told_by=(e.AreaRemoved,), among=PROGRAMME_FORMS, reason_needed=True)
class RemoveAreaForm(ProgrammeForm):
    """An area that is taken out by hand; the reason is needed."""

    area: AreaCode


@f.form("wave", m.OpenWave, told_by=(e.WaveOpened,), among=PROGRAMME_FORMS)
class WaveForm(ProgrammeForm):
    """Areas whose visits are opened now."""

    areas: Annotated[tuple[AreaCode, ...], Field(min_length=1)]


@f.form("seen", m.SeeToArea, told_by=(e.AreaSeenTo,), among=PROGRAMME_FORMS)
class SeenForm(ProgrammeForm):
    """An area whose visit had refused something, which was seen to."""

    area: AreaCode


@f.form("stop", m.StopInviting, told_by=(e.InvitingStopped,), among=PROGRAMME_FORMS)
class StopForm(ProgrammeForm):
    """No more visits are opened."""


@f.form("pause", m.PauseProgramme, told_by=(e.Steered,), among=PROGRAMME_FORMS, reason_needed=True)
class PauseProgrammeForm(ProgrammeForm):
    """Every visit stands still; the reason is needed."""


@f.form("resume", m.ResumeProgramme, told_by=(e.Steered,), among=PROGRAMME_FORMS)
class ResumeProgrammeForm(ProgrammeForm):
    """Visits go on."""


@f.form("remote", m.GoRemote, told_by=(e.Steered,), among=PROGRAMME_FORMS, reason_needed=True)
class RemoteForm(ProgrammeForm):
    """What is left of every visit is held virtually; the reason is needed."""


@f.form("close", m.CloseProgramme, told_by=(e.ProgrammeClosed,), among=PROGRAMME_FORMS)
class CloseForm(ProgrammeForm):
    """The programme ends."""
