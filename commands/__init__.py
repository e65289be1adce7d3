"""The write side: text protocol, command processor, handlers, sagas and their ports."""
