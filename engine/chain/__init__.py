"""The rows of history: their hashes, which of them count, and where they lead."""
