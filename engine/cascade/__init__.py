"""A launched cascade: its tasks as their rows stand, what the lifecycle says of them, and finding what is meant."""
