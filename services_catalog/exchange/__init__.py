"""Other people's formats: what goes out, and what comes in for staff to look at."""
