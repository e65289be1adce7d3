"""The command line: `swarm`. Each room is imported only when its command is given."""
