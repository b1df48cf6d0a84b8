"""Standard formats for other tools: event logs as XES and OCEL, the raw history as CSV, JSON lines and Parquet."""
