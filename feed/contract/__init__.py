"""The contract of the events: what a consumer may rely on, made from the models and kept."""
