"""Who is told of what, and that it arrives: news found for rules, and messages that wait until they were accepted."""
