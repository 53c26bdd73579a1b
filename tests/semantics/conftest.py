"""A project at its first desk."""

import pytest

from flows.desk.pages import terms_of
from tests.dossier import a_project


@pytest.fixture
def project(db):
    return a_project()


@pytest.fixture
def terms():
    """The day and the parameters a paper is judged by."""
    return lambda paper: terms_of(paper.chain)
