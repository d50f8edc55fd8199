"""The commands of those who run the servers: processes, releases, tokens, subscriptions."""
