"""Types a command in, without a process of its own."""

from typer.testing import CliRunner, Result

from console.main import put_together


def typed(*words: str, stdin: str | None = None) -> Result:
    """Run `visits` with some words.

    As `visits` itself does, it puts together only the parts that the words need: all of them take
    longer than most commands run.

    Args:
        words: What is typed behind `visits`.
        stdin: What is answered.
    """
    return CliRunner().invoke(put_together(words), list(words), input=stdin)
