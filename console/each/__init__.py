"""One decision for many visits."""
