"""Scenarios that anyone can rehearse: YAML files, read by `visits rehearse`; no code lives here."""
