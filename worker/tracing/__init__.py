"""Traces by OpenTelemetry; loaded by `worker.traces` and only where somebody asks for them."""
