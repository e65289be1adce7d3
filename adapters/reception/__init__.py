"""Where lines from outside are received: one at a time, for many, on dead letters."""
