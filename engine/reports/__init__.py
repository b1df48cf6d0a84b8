"""What reports say: which chapters and figures they owe, what agencies contribute to them, and what comes of it all."""
