"""Decisions while a visit is prepared: officer, team, days, mode, surveys, timetable."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from console.decide import places
from console.decide.one_field import with_fields_changed
from console.decide.submit import decision
from console.terminal import options
from console.terminal.forms import BrokenForm, from_file_or_person, from_options
from rules.working_days import add_working_days
from schemas.forms.preparation import DatesForm, ModeForm, SurveyForm, TimetableForm
from schemas.forms.team import (
    DeclarationsForm,
    OfficerForm,
    OverrideForm,
    ReplacementForm,
    TeamForm,
)
from schemas.values import ConflictKind, InspectorRole, Mode

Name = Annotated[str | None, typer.Option("--name", metavar="NAME", help="Full name.")]
Email = Annotated[str | None, typer.Option("--email", metavar="ADDRESS", help="E-mail address.")]
Organisation = Annotated[
    str | None, typer.Option("--organisation", metavar="NAME", help="Whom they work for.")
]


def add(app: typer.Typer) -> None:
    """Add the commands."""
    decision(app, "nominate")(nominate)
    decision(app, "declare")(declare)
    decision(app, "override")(override)
    decision(app, "team")(team)
    decision(app, "replace")(replace)
    decision(app, "dates")(dates)
    decision(app, "mode")(mode)
    decision(app, "survey")(survey)


def add_timetable(app: typer.Typer) -> None:
    """Add the command that comes after the choice of cases."""
    decision(app, "timetable")(timetable)


def nominate(  # noqa: PLR0913 - a command's options
    visit: options.VisitArgument,
    *,
    name: Name = None,
    email: Email = None,
    organisation: Organisation = None,
    file: options.FormFile = None,
    folder: Path = options.VAR,
) -> OfficerForm:
    """Record the nominated officer whom the area named."""
    if file or not (name or email or organisation):
        return from_file_or_person(OfficerForm, "nominate", visit, file, folder)
    given = {"name": name, "email": email, "organisation": organisation}
    return from_options(OfficerForm, given)


def _a_role(text: str) -> InspectorRole:
    role = places.ROLES.get(text.strip().lower())
    if role is None:
        raise typer.BadParameter(f"“{text}” is none of {'|'.join(places.ROLES)}.")
    return role


def declare(  # noqa: PLR0913 - a command's options
    visit: options.VisitArgument,
    inspector: Annotated[
        str | None,
        typer.Argument(
            metavar="INSPECTOR",
            parser=options.a_reference,
            help="The inspector's reference, such as hmi-education-7.",
        ),
    ] = None,
    *,
    role: Annotated[
        InspectorRole | None,
        typer.Option(
            metavar="|".join(places.ROLES), parser=_a_role, help="Their place in the team."
        ),
    ] = None,
    name: Name = None,
    email: Email = None,
    organisation: Organisation = None,
    conflict: Annotated[
        list[ConflictKind] | None,
        typer.Option(
            metavar=options.choices(ConflictKind),
            parser=options.one_of(ConflictKind),
            help="A conflict they declare; may be repeated.",
        ),
    ] = None,
    no_conflict: Annotated[
        bool, typer.Option("--no-conflict", help="They declare that they have none.")
    ] = False,
    file: options.FormFile = None,
    folder: Path = options.VAR,
) -> DeclarationsForm:
    """Record what inspectors declare about conflicts of interest."""
    if file or inspector is None:
        return from_file_or_person(DeclarationsForm, "declare", visit, file, folder)
    if bool(conflict) == no_conflict:
        # Silence is not a declaration.
        raise typer.BadParameter("give --conflict, or --no-conflict, and not both.")
    person = {
        "ref": inspector,
        "role": role,
        "name": name,
        "email": email,
        "organisation": organisation,
        "conflicts": tuple(conflict or ()),
    }
    given = {key: value for key, value in person.items() if value is not None}
    return from_options(DeclarationsForm, {"inspectors": [given]})


def team(
    visit: options.VisitArgument,
    *,
    education: places.Education,
    social_care: places.SocialCare,
    cqc: places.Cqc,
) -> TeamForm:
    """Confirm the three inspectors, each after their declaration."""
    del visit
    return from_options(TeamForm, {"members": places.members(education, social_care, cqc)})


def override(
    visit: options.VisitArgument,
    inspector: Annotated[
        str,
        typer.Argument(
            metavar="INSPECTOR", parser=options.a_reference, help="Who declared the conflict."
        ),
    ],
) -> OverrideForm:
    """Let an inspector take part in spite of a conflict, with --reason; a second person confirms.

    They sign in and do the same.
    """
    del visit
    return from_options(OverrideForm, {"inspector": inspector})


def replace(
    visit: options.VisitArgument,
    leaving: Annotated[
        str,
        typer.Argument(metavar="LEAVING", parser=options.a_reference, help="Who cannot come."),
    ],
    joining: Annotated[
        str,
        typer.Argument(
            metavar="JOINING",
            parser=options.a_reference,
            help="Who comes instead, of the same role and after their declaration.",
        ),
    ],
) -> ReplacementForm:
    """Replace an inspector, like with like; the area and the team are told."""
    del visit
    return from_options(ReplacementForm, {"leaving": leaving, "joining": joining})


def dates(
    visit: options.VisitArgument,
    day_one: Annotated[
        date, typer.Argument(metavar="DAY_ONE", parser=options.a_date, help="2020-10-05, say.")
    ],
    day_two: Annotated[
        date | None,
        typer.Argument(
            metavar="DAY_TWO",
            parser=options.a_date,
            help="The next working day when not given.",
            show_default=False,
        ),
    ] = None,
    *,
    mode: Annotated[
        Mode | None,
        typer.Option(
            metavar=options.choices(Mode),
            parser=options.one_of(Mode),
            help="How the days are held, if that is decided too.",
        ),
    ] = None,
) -> DatesForm:
    """Set the two days; what a move would bring about is said first.

    Days out of the area's school terms (`visits terms show AREA`) need a --reason.
    """
    from activities.reference import working_calendar

    del visit
    second = day_two or add_working_days(day_one, 1, working_calendar(day_one))
    return from_options(DatesForm, {"day_one": day_one, "day_two": second, "mode": mode})


def mode(
    visit: options.VisitArgument,
    how: Annotated[
        str,  # an enumeration's own names would be told where it is missing
        typer.Argument(
            metavar="MODE", parser=options.one_of(Mode), help="on-site, virtual or mixed."
        ),
    ],
    *,
    joining: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT",
            help="How meetings that become virtual are joined (default: each one's fallback).",
        ),
    ] = None,
) -> ModeForm:
    """Set how the two days are held, or what is left of them."""
    del visit
    return from_options(ModeForm, {"mode": how, "joining": joining})


def survey(
    visit: options.VisitArgument,
    *,
    link: Annotated[
        list[str],
        typer.Option(
            metavar="AUDIENCE=https://…",
            help="One for each audience: parents_and_carers, young_people, practitioners.",
        ),
    ],
) -> SurveyForm:
    """Hand the links to the online surveys over to the area, which passes them on."""
    del visit
    links: dict[str, str] = {}
    for given in link:
        audience, equals, address = given.partition("=")
        if not equals:
            raise typer.BadParameter(f"“{given}” is not AUDIENCE=https://… .")
        key = audience.strip().lower().replace("-", "_")
        if key in links:
            raise BrokenForm(f"The options cannot be used: {key} has two links.")
        links[key] = address.strip()
    return from_options(SurveyForm, {"links": links})


def timetable(
    visit: options.VisitArgument,
    *,
    file: options.FormFile = None,
    change: options.FieldChange = None,
    folder: Path = options.VAR,
) -> TimetableForm:
    """Fix the meetings of the two days."""
    if change:
        options.require_one(file=file, change=change)
        return with_fields_changed(TimetableForm, "timetable", visit, change, folder)
    return from_file_or_person(TimetableForm, "timetable", visit, file, folder)
