"""The law of national reports: what is signed, and what may be said."""
