"""The coordinators' door: the `visits` command.

No rule of a visit lives here: a command fills in a form, brings it to the desk and shows what came
of it. Nothing imports this floor.
"""
