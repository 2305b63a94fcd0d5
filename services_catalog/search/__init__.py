"""From a question to ranked services: vectors and words together."""
