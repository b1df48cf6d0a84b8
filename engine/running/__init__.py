"""What is recorded: launches, moves, documents that go out or are revoked, and why something is refused."""
