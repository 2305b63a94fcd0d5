"""The toeleiders' look-up: from a few words at a kitchen table to the right door in ten seconds."""
