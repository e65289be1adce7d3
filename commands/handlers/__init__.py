"""Handlers: load, decide, save. One module per noun; the domain decides."""
