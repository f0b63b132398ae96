"""Who works here: log-in, second factor, sessions."""
