"""The vocabulary of the feature files: one module for each word of the design."""
