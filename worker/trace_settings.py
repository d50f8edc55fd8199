"""Whether traces are asked for, as OpenTelemetry's own environment variables say."""

import os
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

from worker.environment import SettingsError, address_parts, told

_EXPORTER: Final = "OTEL_TRACES_EXPORTER"
_ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_HEADERS: Final = ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS")
_HEADER_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_HEADER_VALUE: Final = re.compile(r"[ !#-+\--:<-\[\]-~]*")  # as the SDK reads it
_LATIN: Final = 0xFF
_SAMPLER: Final = "OTEL_TRACES_SAMPLER"
_SHARES: Final = ("traceidratio", "parentbased_traceidratio")
_SAMPLERS: Final = (
    *("always_on", "always_off", "parentbased_always_on", "parentbased_always_off"),
    *_SHARES,
)
UNUSABLE: Final = (
    "OpenTelemetry cannot use what one of OTEL_EXPORTER_OTLP_*, OTEL_BSP_*, OTEL_SPAN_*, "
    "OTEL_ATTRIBUTE_* or OTEL_TRACES_SAMPLER* is set to."
)
"""What is wrong is not repeated: headers of an endpoint may hold a password."""

_PROTOCOLS: Final = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")


def traces_asked_for(env: Mapping[str, str] = os.environ) -> bool:
    """Read `OTEL_TRACES_EXPORTER`, or whether an endpoint is named; `OTEL_SDK_DISABLED` goes first.

    All else is read by OpenTelemetry's SDK: name, limits, certificates. A sampler that it does not
    know, a header that is none, or an endpoint that is no address, it would pass over.

    Raises:
        SettingsError: They are asked for in a way that there is none of here.
    """
    if env.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return False
    exporter = env.get(_EXPORTER, "").strip().lower()
    if exporter not in {"", "otlp", "none"}:
        raise SettingsError(f"{_EXPORTER} must be otlp or none, not “{told(exporter)}”.")
    if exporter == "none" or not (exporter or any(env.get(name) for name in _ENDPOINTS)):
        return False
    named = next((name for name in _PROTOCOLS if env.get(name)), None)
    if named and env[named].strip().lower() != "http/protobuf":
        raise SettingsError(f"{named} must be http/protobuf, not “{told(env[named])}”.")
    endpoint = next((name for name in _ENDPOINTS if env.get(name)), None)
    # It is not repeated: an address may hold a password.
    if endpoint and not env[endpoint].strip().lower().startswith(("http://", "https://")):
        raise SettingsError(f"{endpoint} must begin with http:// or https://.")
    if endpoint and not _leads_somewhere(env[endpoint].strip()):
        raise SettingsError(f"{endpoint} must name a host, and a port if it names one.")
    _require_headers(env)
    _require_sampler(env)
    return True


def _require_headers(env: Mapping[str, str]) -> None:
    """The SDK leaves out a header that it cannot read; the collector then takes no span."""
    named = next((name for name in _HEADERS if env.get(name)), None)
    if named is None:
        return
    parts = (part.strip() for part in env[named].split(","))
    # It is not repeated: a header may hold a password.
    if not all(_is_header(part) for part in parts if part):
        raise SettingsError(
            f"{named} must be NAME=VALUE, with commas between several; what stands in a value "
            "besides letters, digits and the usual marks is URL-encoded."
        )


def _is_header(part: str) -> bool:
    name, equals, value = part.partition("=")
    read = unquote(value)
    return bool(
        equals
        and _HEADER_NAME.fullmatch(unquote(name).strip())
        and _HEADER_VALUE.fullmatch(value)
        and read.isprintable()
        and all(ord(letter) <= _LATIN for letter in read)
    )


def _leads_somewhere(address: str) -> bool:
    parts = address_parts(address)
    return bool(parts.hostname) and parts.port != 0


def _require_sampler(env: Mapping[str, str]) -> None:
    sampler = env.get(_SAMPLER, "").strip().lower()
    if sampler and sampler not in _SAMPLERS:
        raise SettingsError(
            f"{_SAMPLER} must be one of {', '.join(_SAMPLERS)}, not “{told(sampler)}”."
        )
    share = env.get(f"{_SAMPLER}_ARG", "").strip()
    if sampler in _SHARES and share and not _is_a_share(share):
        raise SettingsError(f"{_SAMPLER}_ARG must be a number from 0 to 1, not “{told(share)}”.")


def _is_a_share(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False
