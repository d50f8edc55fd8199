"""What the surveys came to: labels and counts, which stay in the register."""

from desk.intake.context import Intake, takes_in
from register import content, visits
from rules.survey_labels import questions_in, require_labels
from schemas import messages as m
from schemas.content import ContentRef
from schemas.forms.preparation import SurveyResultsForm
from schemas.personal import SurveyResults
from schemas.state import VisitState
from schemas.values import ContentKind, SurveyAudience


@takes_in(SurveyResultsForm)
async def survey_results(form: SurveyResultsForm, intake: Intake) -> m.RecordSurveyResults:
    """Whose surveys there are results of remains, and how many questions; no count of replies."""
    state = await visits.require(intake.connection, intake.visit)
    people = await content.everybody(intake.connection, intake.visit)
    asked = state.survey.audiences if state.survey else tuple(SurveyAudience)
    require_labels(form.rows, asked, people)
    told = {row.audience for row in form.rows}
    return intake.copied(
        form,
        m.RecordSurveyResults,
        audiences=tuple(audience for audience in SurveyAudience if audience in told),
        questions=questions_in(form.rows),
        content=await _kept(form, intake, state),
    )


async def _kept(form: SurveyResultsForm, intake: Intake, state: VisitState) -> ContentRef:
    """Where they are kept; the results that hold stay where they are, in whatever order."""
    if state.survey_results is not None:
        ref = state.survey_results.content
        before = await content.fetch(intake.connection, intake.visit, ref, SurveyResults)
        if set(before.rows) == set(form.rows):
            return ref
    return await intake.keep(ContentKind.SURVEY_RESULTS, SurveyResults(rows=form.rows))
