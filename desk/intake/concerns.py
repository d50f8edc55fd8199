"""What a survey reply tells of harm."""

from desk.intake.context import Intake, takes_in
from schemas import forms as f
from schemas import messages as m


@takes_in(f.DisclosureForm)
async def disclosure(form: f.DisclosureForm, intake: Intake) -> m.Decision:
    """Something disclosed in the survey, or that somebody has seen to it."""
    kind: type[m.Decision] = m.SeeDisclosure if form.seen else m.ReportDisclosure
    return intake.message(kind)
