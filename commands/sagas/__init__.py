"""Sagas: they look at the board and say which actions are due. They touch nothing."""
