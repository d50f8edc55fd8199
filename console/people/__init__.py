"""Commands about those who run visits: who they are, what they may, and how they sign in."""
