"""One registry for all tests of drafting: reading it costs more than any of them."""

import pytest

from workflows.agencies import Registry
from workflows.library import Library


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry.load()


@pytest.fixture(scope="session")
def library() -> Library:
    return Library.load()
