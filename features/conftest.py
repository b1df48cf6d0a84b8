"""Fixtures of the feature files, and the vocabulary of their steps."""

from spec.plugin import *  # noqa: F403
