"""The language: definitions are read, linked into a cascade, checked, dated and compiled to a task graph."""
