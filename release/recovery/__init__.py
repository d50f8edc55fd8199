"""A way back: processes brought to life again from their logs, and a register that fell behind."""

from release.recovery.recover import REMEDY_WORDS, Recovery, Remedy, Step

__all__ = ["REMEDY_WORDS", "Recovery", "Remedy", "Step"]
