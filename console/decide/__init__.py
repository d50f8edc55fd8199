"""The commands by which people's decisions reach a visit; each fills in one form."""
