"""Fixtures of the feature files, and the vocabulary of their steps."""

from features.plugin import *  # noqa: F403
