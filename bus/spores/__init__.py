"""The file transport: one message, one readable file, written atomically."""
