"""Running: launches a cascade, records transitions for good, answers questions."""
