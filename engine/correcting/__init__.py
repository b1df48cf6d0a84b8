"""Corrections: a row restated, or taken back with everything that followed from it."""
