"""One run of `swarm up`: what is asked of it, how it goes, and what it tells.

It stands below the composition root and the doors, so that both may speak of it.
"""
