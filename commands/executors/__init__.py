"""Executors: they do what events request in the outside, and report by actions.

Each may do the same step twice and must end in the same state.
"""
