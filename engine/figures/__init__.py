"""Figures for auditors: they add up, and every rate shows what it is made of."""
