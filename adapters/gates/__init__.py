"""Gates: commands that must pass on the exact commit that is about to land."""
