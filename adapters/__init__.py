"""The outside: doors, drivers, settings and the composition root."""
