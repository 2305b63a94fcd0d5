"""Everything of the conversation: understanding, responses, channel, web face, commands."""
