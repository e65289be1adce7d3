"""The read side: the projector, one module per read model, and the queries."""
