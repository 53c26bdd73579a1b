"""A project at its first desk."""

import pytest

from tests.dossier import a_project


@pytest.fixture
def project(db):
    return a_project()
