"""The checker's rules, one family a file: agencies, documents, graph, lifecycle, time."""
