"""What a swarm is: aggregates, events, the plan graph and scheduling. No I/O."""
