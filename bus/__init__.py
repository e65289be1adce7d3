"""How messages travel: the envelope, the ports, the subjects and the transports."""
