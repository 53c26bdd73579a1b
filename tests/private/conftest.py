"""Who has nothing to do with any project of these tests."""

from tests.pages.conftest import stranger

__all__ = ["stranger"]
