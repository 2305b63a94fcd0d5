"""Measuring the assistant: scores per language, and every miss."""
