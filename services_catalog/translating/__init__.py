"""Translating the catalogue: what is to be done, the desk at which it is done, and its rules."""
