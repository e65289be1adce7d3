"""Child processes that never block, never leak and never outlive their controller.

This file stays empty of imports: the reaper's helper process loads it too, and that
one must be tiny. Ask the modules: `run`, `reaper`, `sweep`, `environment`, `shell`.
"""
