"""Rasa custom actions: slots in, a question to the catalogue, messages out.

Thin: no SQL and no wording; sentences stand in ``domain.yml``, facts come from the catalogue.
"""
