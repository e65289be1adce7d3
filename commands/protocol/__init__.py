"""The text protocol: one line of text in, a StructuredAction out, and back again."""
