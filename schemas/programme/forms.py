"""What people fill in for a programme."""

from typing import Annotated

from pydantic import Field

from schemas.email_address import EmailAddress
from schemas.field_words import FieldWords
from schemas.forms.form import Form, form
from schemas.ids import AreaCode, PersonRef
from schemas.personal import Name, Person, Personal, Text
from schemas.plan import Span
from schemas.programme import events as e
from schemas.programme import messages as m
from schemas.programme.content import Seed, WordingText
from schemas.programme.values import Assignment
from schemas.values import InspectorRole, LetterKind

PROGRAMME_FORMS: dict[str, type[Form]] = {}
"""Every form of a programme by what filling it in is called."""


class ProgrammeForm(Form):
    """What people fill in for a programme; `given` is its id."""


@form("select", m.DrawSample, told_by=(e.SeedGiven,), among=PROGRAMME_FORMS)
class SeedForm(ProgrammeForm):
    """The seed of the lottery."""

    heading = "Give the seed of the draw"

    seed: Annotated[Seed, FieldWords("Seed")]


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


@form("plan", m.ConfirmPlan, told_by=(e.PlanConfirmed,), among=PROGRAMME_FORMS)
class PlanForm(ProgrammeForm):
    """Days and teams of visits, and who the inspectors are."""

    heading = "Confirm days and teams"

    visits: Annotated[tuple[Assignment, ...], Field(min_length=1), FieldWords("Visit")]
    inspectors: Annotated[tuple[PlannedInspector, ...], Field(min_length=1)]


@form("contacts", m.RecordAreaContacts, told_by=(e.AreaContactsRecorded,), among=PROGRAMME_FORMS)
class AreaContactsForm(ProgrammeForm):
    """Whom to write to, area by area."""

    heading = "Record whom to write to, area by area"

    areas: Annotated[
        dict[
            Annotated[AreaCode, FieldWords("Area", "Its code, for example E10000016")],
            Annotated[tuple[Person, ...], FieldWords("Person")],
        ],
        Field(min_length=1),
        FieldWords("Area"),
    ]


@form("pace", m.SetPace, told_by=(e.PaceChanged,), among=PROGRAMME_FORMS)
class PaceForm(ProgrammeForm):
    """How many visits may be opened in a week."""

    heading = "Set how many visits are opened in a week"

    visits_a_week: int = Field(ge=1, le=200)


@form("wording", m.SetWording, told_by=(e.WordingChanged,), among=PROGRAMME_FORMS)
class WordingForm(ProgrammeForm):
    """The programme's own wording of a kind of letter."""

    heading = "Change the wording of a kind of letter"

    letter: LetterKind
    wording: Annotated[
        WordingText,
        FieldWords(
            "The wording",
            "It begins with “Subject:” and what the letter is about, then an empty line, then "
            "the words. The programme's page “Wording of letters” tells the placeholders",
        ),
    ]


@form(
    "standard-wording",
    m.UseStandardWording,
    told_by=(e.StandardWordingRestored,),
    among=PROGRAMME_FORMS,
)
class StandardWordingForm(ProgrammeForm):
    """A kind of letter that has its standard wording again."""

    heading = "Go back to the standard wording of a kind of letter"

    letter: LetterKind


@form("add", m.AddArea, told_by=(e.AreaAdded,), among=PROGRAMME_FORMS, reason_needed=True)
class AddAreaForm(ProgrammeForm):
    """An area that is taken in by hand; the reason is needed."""

    heading = "Take an area in by hand"

    area: AreaCode
    reason: Annotated[Text | None, FieldWords("Why is it taken in?")] = None


@form("remove", m.RemoveArea, told_by=(e.AreaRemoved,), among=PROGRAMME_FORMS, reason_needed=True)
class RemoveAreaForm(ProgrammeForm):
    """An area that is taken out by hand; the reason is needed."""

    heading = "Take an area out by hand"

    area: AreaCode
    reason: Annotated[Text | None, FieldWords("Why is it taken out?")] = None


@form("wave", m.OpenWave, told_by=(e.WaveOpened,), among=PROGRAMME_FORMS)
class WaveForm(ProgrammeForm):
    """Areas whose visits are opened now."""

    heading = "Open a wave of visits now"

    areas: Annotated[
        tuple[AreaCode, ...], Field(min_length=1), FieldWords("Areas", "Their codes, one a line")
    ]


@form("seen", m.SeeToArea, told_by=(e.AreaSeenTo,), among=PROGRAMME_FORMS)
class SeenForm(ProgrammeForm):
    """An area whose visit had refused something, which was seen to."""

    heading = "Say that an area was seen to"

    area: AreaCode


@form("stop", m.StopInviting, told_by=(e.InvitingStopped,), among=PROGRAMME_FORMS)
class StopForm(ProgrammeForm):
    """No more visits are opened."""

    heading = "Open no more visits"


@form("pause", m.PauseProgramme, told_by=(e.Steered,), among=PROGRAMME_FORMS, reason_needed=True)
class PauseProgrammeForm(ProgrammeForm):
    """Every visit stands still; the reason is needed."""

    heading = "Pause every visit"


@form("resume", m.ResumeProgramme, told_by=(e.Steered,), among=PROGRAMME_FORMS)
class ResumeProgrammeForm(ProgrammeForm):
    """Visits go on."""

    heading = "Let every visit go on"


@form("remote", m.GoRemote, told_by=(e.Steered,), among=PROGRAMME_FORMS, reason_needed=True)
class RemoteForm(ProgrammeForm):
    """What is left of every visit is held virtually; the reason is needed."""

    heading = "Hold what is left of every visit virtually"


@form("close", m.CloseProgramme, told_by=(e.ProgrammeClosed,), among=PROGRAMME_FORMS)
class CloseForm(ProgrammeForm):
    """The programme ends."""

    heading = "Close the programme"
