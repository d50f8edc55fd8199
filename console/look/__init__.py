"""The commands that look: visits, letters, documents, tasks, events. They change nothing."""
