"""What a survey reply tells of harm."""

from desk.intake.context import Intake, takes_in
from schemas import messages as m
from schemas.forms.concerns import DisclosureForm


@takes_in(DisclosureForm)
async def disclosure(form: DisclosureForm, intake: Intake) -> m.Decision:
    """Something disclosed in the survey, or that somebody has seen to it."""
    kind: type[m.Decision] = m.SeeDisclosure if form.seen else m.ReportDisclosure
    return intake.message(kind)
