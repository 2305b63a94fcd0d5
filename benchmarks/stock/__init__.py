"""Stock Rasa, to be compared with."""
