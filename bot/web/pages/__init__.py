"""The pages a visitor sees: the chat without JavaScript, services, topics, and what is printed."""
