"""Policy: Gherkin in Vietnamese that says what must hold, run against the engine."""
