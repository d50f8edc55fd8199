"""The group `visits report`: national reports, from agreed notes to what is published."""
