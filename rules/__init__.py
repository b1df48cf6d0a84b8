"""Rules that hold for all, as officers write them, and how they are checked."""
