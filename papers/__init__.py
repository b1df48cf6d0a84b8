"""Documents for people: pictures and reports of what the engine answers, each complete in one file."""
