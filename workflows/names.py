"""The names of updates, for whoever brings a decision and need not load the workflows."""

import re


def update_name(decision: type[object]) -> str:
    """The name of a decision's update, e.g. `confirm_team` for `ConfirmTeam`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", decision.__name__).lower()
