"""The pages of every decision, made by one machine from the declared forms.

A form becomes fields (`fields`), what was typed becomes its values and back (`typed`), and what is
shown of it goes into templates (`shown`); the pages themselves ask the desk.
"""
