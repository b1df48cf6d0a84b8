"""Eyes: what a person sees of the engine's answers, in Vietnamese and English. No click, no database."""
