"""manage.py before Django: when .venv is good, and what happens when it is not."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from ygdz_flow.local.state import ROOT


@pytest.fixture
def manage(tmp_path: Path) -> ModuleType:
    """manage.py as a module, with a repository of its own in `tmp_path`."""
    spec = importlib.util.spec_from_file_location("manage_under_test", ROOT / "manage.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.ROOT, module.VENV, module.LOCK = tmp_path, tmp_path / ".venv", tmp_path / "lock"
    module.STAMP, module.PYTHON = module.VENV / "stamp", module.VENV / "bin" / "python"
    module.LOCK.write_text("django==5.2\n")
    return module


def installed(manage: ModuleType) -> None:
    manage.PYTHON.parent.mkdir(parents=True)
    manage.PYTHON.symlink_to(sys.executable)
    manage.STAMP.write_text(manage.wanted() + "\n")


def test_only_the_standard_library_is_imported() -> None:
    code = (ROOT / "manage.py").read_text()
    top = [line.split()[1] for line in code.splitlines() if line.startswith(("import ", "from "))]
    assert all(name.split(".")[0] in sys.stdlib_module_names for name in top)


def test_a_changed_lock_is_installed_again(manage: ModuleType) -> None:
    installed(manage)
    assert manage.ready(manage.wanted())
    manage.LOCK.write_text("django==5.2.1\n")
    assert not manage.ready(manage.wanted())


def test_a_lost_interpreter_is_noticed(manage: ModuleType) -> None:
    installed(manage)
    manage.PYTHON.unlink()
    manage.PYTHON.symlink_to("/nowhere/python3")
    assert not manage.ready(manage.wanted())


def test_an_installation_that_failed_is_not_taken_for_done(manage: ModuleType, monkeypatch) -> None:
    monkeypatch.setattr(manage, "installers", lambda: iter([["false"]]))
    monkeypatch.setattr(manage, "make_venv", lambda: manage.VENV.mkdir())
    with pytest.raises(SystemExit, match="依赖无法安装"):
        manage.bootstrap(manage.wanted())
    assert not manage.STAMP.exists()


def test_a_machine_without_pip_is_told_what_to_install(manage: ModuleType, monkeypatch) -> None:
    monkeypatch.setattr(manage, "installers", lambda: iter([]))
    with pytest.raises(SystemExit, match="python3-pip"):
        manage.install()


def test_the_next_installer_is_tried(manage: ModuleType, monkeypatch, capfd) -> None:
    monkeypatch.setattr(manage, "installers", lambda: iter([["false"], ["echo", "installed"]]))
    manage.install()
    out, err = capfd.readouterr()
    assert out == ""  # a command's own stdout stays clean
    assert "installed" in err


def test_a_made_venv_needs_no_pip_inside(manage: ModuleType) -> None:
    manage.make_venv()
    assert manage.PYTHON.exists()
    found = subprocess.run([manage.PYTHON, "-c", "import pip"], capture_output=True, check=False)
    assert found.returncode != 0


def test_an_old_python_is_told_so(manage: ModuleType, monkeypatch) -> None:
    monkeypatch.setattr(manage.sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match=r"需要 Python 3\.11"):
        manage.main()
