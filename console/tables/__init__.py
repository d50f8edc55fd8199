"""The commands for tables that are to be published, or are."""
