"""A running cascade moves to another graph: what changes, what that does to its tasks, and the way back."""
