"""The commands that run a whole stack on this machine: demo, rehearsal, `visits up`."""
