"""The commands of a whole programme: which areas are visited, by whom, when, and all together."""
