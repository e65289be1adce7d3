"""Says values in plain words, and reads them back."""
