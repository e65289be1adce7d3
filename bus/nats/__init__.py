"""The NATS transport: JetStream for what must be kept, core NATS for answers.

Importing `bus.nats.transport` imports the client library (0.15 s); nothing else does.
"""
