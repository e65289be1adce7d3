"""Git: worktrees for the instances, trains of merges, landing, and rescue refs."""
