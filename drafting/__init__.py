"""A definition drafted from an issued document: read by rules, as far as the text carries it; nothing is invented."""
