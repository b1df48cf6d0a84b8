"""Ratios of things run side by side in the same run: `python -m benchmarks`. Figures, never assertions on time."""
