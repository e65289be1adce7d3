"""The plan: tasks, what each waits for, and why. Pure."""
