"""Rules that hold for all: what they say, as data, and whether a graph, a run or a history keeps them."""
