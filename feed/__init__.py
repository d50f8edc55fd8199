"""The downstream door: the events pulled, live and pushed, and the proof that none is missing."""
