"""Decisions about a programme that say little: seed, waves, areas, pace, pause, end."""

from pathlib import Path
from typing import Annotated

import typer

from console.decide.submit import decision
from console.programme.group import Area, Programme, app, area_code
from console.terminal.forms import from_options
from schemas.programme import forms as f


@decision(app, "select")
def select(
    visit: Programme,
    *,
    seed: Annotated[
        str,
        typer.Option(
            "--seed",
            metavar="TEXT",
            help="One line from the source that was named before; it is taken once.",
        ),
    ],
) -> f.SeedForm:
    """Draw the areas by a seed, once the portfolio of samples is fixed."""
    del visit
    return from_options(f.SeedForm, {"seed": {"text": seed}})


@decision(app, "contacts")
def contacts(
    visit: Programme,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.csv", help="Columns area, role, ref, name, email, organisation."
        ),
    ],
) -> f.AreaContactsForm:
    """Record whom to write to in areas, for visits that are opened from now on."""
    from desk.reading.area_contacts import read_area_contacts

    del visit
    return from_options(f.AreaContactsForm, {"areas": read_area_contacts(file, area_code)})


@decision(app, "wave")
def wave(
    visit: Programme,
    areas: Annotated[
        list[str], typer.Argument(metavar="AREA...", parser=area_code, help="Whose visits.")
    ],
) -> f.WaveForm:
    """Open visits now that are planned, before it is their turn."""
    del visit
    return from_options(f.WaveForm, {"areas": tuple(dict.fromkeys(areas))})


@decision(app, "pace")
def pace(
    visit: Programme,
    visits_a_week: Annotated[
        int, typer.Argument(metavar="N", min=1, max=200, help="Visits opened in a week, at most.")
    ],
) -> f.PaceForm:
    """Change how many visits may be opened in a week."""
    del visit
    return from_options(f.PaceForm, {"visits_a_week": visits_a_week})


@decision(app, "add")
def add_area(visit: Programme, area: Area) -> f.AddAreaForm:
    """Take an area in by hand; needs a --reason."""
    del visit
    return from_options(f.AddAreaForm, {"area": area})


@decision(app, "remove")
def remove_area(visit: Programme, area: Area) -> f.RemoveAreaForm:
    """Take an area out by hand and cancel its visit; needs a --reason."""
    del visit
    return from_options(f.RemoveAreaForm, {"area": area})


@decision(app, "seen")
def seen(visit: Programme, area: Area) -> f.SeenForm:
    """Say that what an area's visit had refused was seen to."""
    del visit
    return from_options(f.SeenForm, {"area": area})


@decision(app, "stop")
def stop(visit: Programme) -> f.StopForm:
    """Open no more visits and promote no more reserves; visits under way go on."""
    del visit
    return f.StopForm()


@decision(app, "pause")
def pause(visit: Programme) -> f.PauseProgrammeForm:
    """Let every visit stand still, by the rule for its phase; needs a --reason."""
    del visit
    return f.PauseProgrammeForm()


@decision(app, "resume")
def resume(visit: Programme) -> f.ResumeProgrammeForm:
    """Let visits go on that stand still; plan those anew first whose days have passed."""
    del visit
    return f.ResumeProgrammeForm()


@decision(app, "remote")
def remote(visit: Programme) -> f.RemoteForm:
    """Hold what is left of every visit virtually; needs a --reason."""
    del visit
    return f.RemoteForm()


@decision(app, "close")
def close(visit: Programme) -> f.CloseForm:
    """End a programme, once none of its visits is under way."""
    del visit
    return f.CloseForm()
