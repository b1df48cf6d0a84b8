"""History for other tools: as events that hold, and row by row as recorded."""
