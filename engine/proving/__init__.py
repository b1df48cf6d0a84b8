"""Proof: the whole database held against its history, seals over it, and proofs of one task."""
