"""Everything of the conversation: understanding, responses, privacy, channel, web face, commands."""
