"""Agents: what works on a task in a worktree."""
