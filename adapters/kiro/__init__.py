"""Kiro's files in a repository: the spec folders, read and ticked."""
