"""Reads forms: from a YAML file or from a command's options, each mistake a sentence."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from schemas import forms
from worker.rehearsal import Question

F = TypeVar("F", bound=forms.Form)
