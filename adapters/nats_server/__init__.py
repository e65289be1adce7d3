"""The embedded NATS server: a child process of the controller."""
