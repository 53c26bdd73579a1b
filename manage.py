#!/usr/bin/env python3
"""The one door: makes .venv on first use, then runs every management command inside it.

Only the standard library may be imported here: this file is run by whatever Python 3.11+ a bare machine has.
Everything it says goes to stderr, so that a command's own stdout stays clean.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = (
    VENV / "requirements.sha256"
)  # what was installed last; absent while an installation is half done
PYTHON = VENV / "bin" / "python"


def say(text):
    print(text, file=sys.stderr, flush=True)


def wanted():
    """The stamp a finished .venv carries: the lock file and the Python it was made with."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    return f"{digest} {sys.version_info[0]}.{sys.version_info[1]}"


def ready(stamp):
    # PYTHON.exists() follows the link: a .venv whose interpreter was uninstalled is made again.
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text().strip() == stamp


def inside():
    """True when this process already runs on the interpreter of our .venv."""
    return sys.prefix != sys.base_prefix and os.path.realpath(sys.prefix) == os.path.realpath(VENV)


def installers():
    """Command prefixes that can install into .venv, the quickest first. None of them needs pip inside it."""
    if uv := shutil.which("uv"):
        yield [uv, "pip", "install", "--quiet", "--python", str(PYTHON)]
    base = getattr(sys, "_base_executable", None) or sys.executable
    for python in dict.fromkeys(
        (sys.executable, base, shutil.which("python3"), "/usr/bin/python3")
    ):
        if python and has_pip(python):
            yield [python, "-m", "pip", "--python", str(PYTHON), "install", "--quiet", "--no-input"]


def has_pip(python):
    probe = subprocess.run([python, "-c", "import pip"], capture_output=True, check=False)
    return probe.returncode == 0


def install():
    """Install the lock with its hashes; fall through to the next installer when one fails."""
    # Without this uv would try to fetch an interpreter from the internet.
    env = os.environ | {"UV_PYTHON_DOWNLOADS": "never", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    tried = False
    for command in installers():
        tried = True
        full = [*command, "--require-hashes", "-r", str(LOCK)]
        if subprocess.run(full, env=env, stdout=sys.stderr, check=False).returncode == 0:
            return
        say(f"安装未成功：{' '.join(command[:3])}")
    hint = (
        "见上方输出"
        if tried
        else "本机没有 pip：请先安装 python3-pip（Debian：apt-get install python3-pip）"
    )
    sys.exit(f"manage.py: 依赖无法安装，{hint}")


def make_venv():
    import venv

    if same_python():
        return
    if VENV.exists():
        say("Python 版本已变，重建 .venv …")
        shutil.rmtree(VENV)
    # Without pip: Debian's python3 has venv but not ensurepip unless python3-venv is installed.
    venv.EnvBuilder(with_pip=False, symlinks=True).create(VENV)


def same_python():
    ours = VENV / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    return PYTHON.exists() and ours.is_dir()


def bootstrap(stamp):
    """Bring .venv to the lock file. Two at once wait for each other on the repository folder itself."""
    try:
        folder = os.open(ROOT, os.O_RDONLY)
        fcntl.flock(folder, fcntl.LOCK_EX)
        if ready(stamp):
            return
        say("首次运行或依赖有变：正在准备 .venv（约 400 MB，几十秒）…")
        STAMP.unlink(missing_ok=True)
        make_venv()
        install()
        STAMP.write_text(stamp + "\n")
        say(".venv 已就绪。")
    except PermissionError as error:
        sys.exit(f"manage.py: 无权写入 {error.filename}；请以仓库文件夹的所有者运行")


def main():
    if not (3, 11) <= sys.version_info[:2] < (3, 14):
        sys.exit(f"manage.py: 需要 Python 3.11–3.13，当前是 {sys.version.split()[0]}")
    stamp = wanted()
    if not ready(stamp):
        bootstrap(stamp)
    if not inside():
        os.execv(PYTHON, [str(PYTHON), str(ROOT / "manage.py"), *sys.argv[1:]])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ygdz_flow.settings")
    from ygdz_flow.local.door import run

    sys.exit(run(sys.argv))


if __name__ == "__main__":
    main()
