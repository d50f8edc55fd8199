"""The keys with which decisions are signed: a new one, which there are, and one that is retired."""

import time
from pathlib import Path
from typing import Annotated

import typer

from console.terminal import options
from console.terminal.connection import find_stack
from console.terminal.output import note, say, write_json
from stack import StackUnavailable
from worker.decision_keys import LOOKED_AT_EVERY, KeyFiles, decision_keys
from worker.environment import SettingsError

app = typer.Typer(no_args_is_help=True, help="What decisions are signed with.")

_ALL_KNOW_BY = 3 * LOOKED_AT_EVERY


def add(above: typer.Typer) -> None:
    """Add the commands."""
    app.command("make")(make)
    app.command("rotate")(rotate)
    app.command("list")(list_keys)
    app.command("retire")(retire)
    above.add_typer(app, name="decisions")


def make(*, as_json: options.AsJson = False, folder: options.Folder = options.VAR) -> None:
    """Make a first key, if there is none."""
    key = _files(folder).made_if_missing().signer().public.id
    if as_json:
        write_json({"key": key})
        return
    say(f"Decisions are signed with key {key}.")


def rotate(*, as_json: options.AsJson = False, folder: options.Folder = options.VAR) -> None:
    """Sign with a new key from now on; what older keys signed still holds."""
    files = _files(folder)
    seed = files.announce()
    # First every worker knows the new one: what is signed with it meanwhile would be refused.
    time.sleep(_ALL_KNOW_BY)
    files.put_in_place(seed)
    new = files.signer().public.id
    if as_json:
        write_json({"key": new})
        return
    say(f"Decisions are signed with key {new} from now on.")
    note("Give its public part to workers elsewhere, and its private part to whoever signs.")


def list_keys(*, as_json: options.AsJson = False, folder: options.Folder = options.VAR) -> None:
    """Tell which public keys there are, the latest last."""
    keys = _files(folder).public_keys()
    if as_json:
        write_json([key.model_dump(mode="json") for key in keys])
        return
    for key in keys:
        state = "retired: checks what it signed, and signs nothing new" if key.retired else "in use"
        say(f"{key.id}  {state}")


def retire(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Its id.")],
    *,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Take nothing new that a key has signed; what is recorded stays proved by it."""
    files = _files(folder)
    known = files.public_keys()
    if key not in {each.id for each in known}:
        raise SettingsError(f"There is no key {key}; `visits keys decisions list` tells which are.")
    if files.private is not None and files.private.exists() and files.signer().public.id == key:
        raise SettingsError(
            f"Key {key} is the one that signs; `visits keys decisions rotate` takes another first."
        )
    files.write_public(
        [each.model_copy(update={"retired": True}) if each.id == key else each for each in known]
    )
    if as_json:
        write_json({"retired": key})
        return
    say(f"Nothing new is taken that key {key} has signed.")


def _files(folder: Path) -> KeyFiles:
    """Of the stack that `visits up` keeps under a folder, running or not; else as named."""
    own = decision_keys(folder)
    if own.private is not None and own.private.exists():
        return own
    try:
        find_stack(folder)
    except StackUnavailable:
        return decision_keys()
    return own
