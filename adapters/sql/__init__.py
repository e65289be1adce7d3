"""The event store, its inbox and the read models in a SQL database."""
