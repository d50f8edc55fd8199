"""The decision on what the surveys came to."""

from pathlib import Path
from typing import Annotated

import typer

from console.decide.submit import decision
from console.terminal import options
from console.terminal.forms import from_values
from schemas.forms.preparation import SurveyResultsForm


def add(app: typer.Typer) -> None:
    """Add the command."""
    decision(app, "survey-results")(survey_results)


def survey_results(
    visit: options.VisitArgument,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.csv",
            help="Columns audience,question,answer,count and no other; - is standard input.",
        ),
    ],
    *,
    on: options.On = None,
) -> SurveyResultsForm:
    """Record what the surveys came to, once they have closed; again, other results replace them.

    A line for each answer that could be chosen, with how many chose it. Nobody's own words.
    """
    from desk.reading.survey_results import read_survey_results
    from desk.reading.texts import named

    del visit
    given = {"rows": read_survey_results(file), **options.as_happened(on)}
    return from_values(SurveyResultsForm, given, named(file))
