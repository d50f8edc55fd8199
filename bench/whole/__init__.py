"""The whole as it is used: its processes, people who click, and consumers who follow."""
