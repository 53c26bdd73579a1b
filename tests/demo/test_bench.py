"""``bench import`` in small: the data are taken as they are made, the three measure the same rows."""

import pytest

from flows.demo.bench import imports
from flows.payroll.models import PayrollLine

pytestmark = pytest.mark.django_db


def test_the_same_rows_are_read_copied_and_taken_in(tmp_path):
    assert [lines for _, lines in imports.months_of(200, 80)] == [80, 80, 40]
    imports.make_project(20)
    paths = imports.make_files(tmp_path, 50, 20)
    assert len(paths) == 3
    found = imports.measure(tmp_path)
    assert found["rows"] == 50 == PayrollLine.objects.count()
    assert found["peak_mb"] > 0 and found["ratio"] > 0
    assert "c ÷ (a + b)" in imports.as_text(found, 20)
