"""What people fill in about case studies, and who agreed to them."""

from typing import Annotated

from pydantic import Field

from schemas import messages as m
from schemas.days import Day
from schemas.events.cases import CasesAgreed, CasesChosen, ConsentWithdrawn, FewerCasesAccepted
from schemas.field_words import FieldWords
from schemas.forms.form import VisitForm, form
from schemas.ids import CaseRef
from schemas.personal import Personal
from schemas.values import AgeBand, Consenter, Need


class AgreedCaseForm(Personal):
    """Who agreed to one case, and the birthday that tells who has to; it is never kept.

    Attributes:
        case: Its number on the area's list.
        agreed_by: Who agreed.
        born: When the child or young person was born; only looked at, to tell who must agree.
        lacks_capacity: Whether a young person cannot decide this, so that a parent does; the
            form's reason says how that was judged.
    """

    case: CaseRef
    agreed_by: Annotated[
        Consenter | None, FieldWords("Who has agreed?", "Leave it open if nobody has yet")
    ] = None
    born: Annotated[
        Day | None,
        FieldWords(
            "Date of birth", "Only to tell who has to agree; it is looked at and never kept"
        ),
    ] = None
    lacks_capacity: Annotated[
        bool,
        FieldWords(
            "The young person cannot decide this, so a parent does",
            "Say under 'Why' how that was judged",
        ),
    ] = False


class ChosenCaseForm(AgreedCaseForm):
    """A case that is chosen, and what reports may count of it.

    Attributes:
        age_band: How old the child or young person is on day one.
        need: Their main area of need.
    """

    age_band: Annotated[AgeBand | None, FieldWords("Age on the first day")] = None
    need: Annotated[Need | None, FieldWords("Main area of need")] = None


@form("cases", m.ChooseCases, told_by=(CasesChosen,))
class CasesForm(VisitForm):
    """The cases chosen from the area's anonymous list, with agreements already had.

    What is told of them takes the place of what was told with an earlier choice.
    """

    heading = "Choose the case studies"

    offered: Annotated[int, FieldWords("How many cases does the area's list offer?")] = Field(ge=0)
    cases: Annotated[tuple[ChosenCaseForm, ...], FieldWords("Case")]


@form("agree_cases", m.AgreeCases, told_by=(CasesAgreed,))
class AgreedCasesForm(VisitForm):
    """Agreements that came after the choice."""

    heading = "Record agreements to case studies"

    cases: Annotated[tuple[AgreedCaseForm, ...], Field(min_length=1), FieldWords("Case")]


@form("proceed_cases", m.AcceptFewerCases, told_by=(FewerCasesAccepted,), reason_needed=True)
class FewerCasesForm(VisitForm):
    """The visit goes on with fewer case studies; the reason says why."""

    heading = "Go on with fewer case studies"


@form("withdraw_case", m.WithdrawConsent, told_by=(ConsentWithdrawn,))
class WithdrawnCaseForm(VisitForm):
    """Agreement to a case is taken back. Nobody has to say why."""

    heading = "Record that agreement to a case was taken back"

    case: CaseRef
