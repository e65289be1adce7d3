"""The demonstration: a small project, its plan, and recordings of the work on it."""
