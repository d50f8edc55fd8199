"""What is told beside the visit: a school, a disclosure, a sharing that is held back."""

from desk.intake.context import Paper
from schemas import forms as f
from schemas import messages as m


async def school_concern(form: f.SchoolConcernForm, paper: Paper) -> m.Decision:
    """A concern about one school."""
    return m.RaiseSchoolConcern(actor=paper.actor, reason=paper.reason, school=form.school)


async def disclosure(form: f.DisclosureForm, paper: Paper) -> m.Decision:
    """Something disclosed in the survey, or that somebody has seen to it."""
    told = m.SeeDisclosure if form.seen else m.ReportDisclosure
    return told(actor=paper.actor, reason=paper.reason)


async def held_sharing(form: f.HeldSharingForm, paper: Paper) -> m.Decision:
    """The note is not shared for now."""
    del form
    return m.HoldSharing(actor=paper.actor, reason=paper.reason)


async def released_sharing(form: f.ReleasedSharingForm, paper: Paper) -> m.Decision:
    """The note may be shared again."""
    del form
    return m.ReleaseSharing(actor=paper.actor, reason=paper.reason)
