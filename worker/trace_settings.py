"""Whether traces are asked for, as OpenTelemetry's own environment variables say."""

import os
from collections.abc import Mapping
from typing import Final

from worker.environment import SettingsError

_EXPORTER: Final = "OTEL_TRACES_EXPORTER"
_ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_PROTOCOLS: Final = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")


def traces_asked_for(env: Mapping[str, str] = os.environ) -> bool:
    """Read `OTEL_TRACES_EXPORTER`, or whether an endpoint is named; `OTEL_SDK_DISABLED` goes first.

    All else is read by OpenTelemetry's SDK: name, sampler, limits, headers, certificates.

    Raises:
        SettingsError: They are asked for in a way that there is none of here.
    """
    if env.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return False
    exporter = env.get(_EXPORTER, "").strip().lower()
    if exporter not in {"", "otlp", "none"}:
        raise SettingsError(f"{_EXPORTER} must be otlp or none, not “{exporter}”.")
    if exporter == "none" or not (exporter or any(env.get(name) for name in _ENDPOINTS)):
        return False
    named = next((name for name in _PROTOCOLS if env.get(name)), None)
    if named and env[named].strip().lower() != "http/protobuf":
        raise SettingsError(f"{named} must be http/protobuf, not “{env[named]}”.")
    return True
