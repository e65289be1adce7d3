"""The local door: lines of text over a Unix socket, for terminals on this host."""
