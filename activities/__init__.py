"""Side effects: letters, documents, writes to the register, reference data.

Nothing here decides: what is to be done was decided in `rules`, and is carried out here.
"""
