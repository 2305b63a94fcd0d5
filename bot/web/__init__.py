"""The public face: the only process a visitor can reach.

It never imports rasa: it starts in a second or two, stays small, and can answer (with an apology
and the office's phone) when everything behind it is gone.
"""
