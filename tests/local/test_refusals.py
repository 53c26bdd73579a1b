"""Endings and doors: what is refused, and that a refusal leaves everything as it was."""

from pathlib import Path

import pytest
from django.apps import apps

from ygdz_flow.local import endings
from ygdz_flow.local.door import needs_database
from ygdz_flow.local.postgres import Cluster
from ygdz_flow.local.state import State, StateError
from ygdz_flow.local.supervisor import refuse_taken


@pytest.fixture
def state(tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch) -> State:
    settings.EMBEDDED = True
    monkeypatch.setattr(State, "system_owned", False)
    state = State(tmp_path / "state")
    state.create()
    return state


@pytest.mark.parametrize("held", ["up", "users"])
def test_a_state_in_use_is_not_forgotten(state: State, held: str) -> None:
    with state.lock(held, shared=True), pytest.raises(StateError, match="正在使用中"):
        endings.forget(state)
    assert state.exists


def test_forgetting_leaves_nothing(state: State) -> None:
    state.cluster.mkdir(parents=True)
    endings.forget(state)
    assert not state.path.exists()


def test_without_a_terminal_nobody_has_confirmed(state: State, monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin", open("/dev/null"))  # noqa: SIM115
    with pytest.raises(StateError, match="--yes"):
        endings.confirmed(state)


def test_fresh_never_throws_real_data_away(state: State) -> None:
    endings.refuse_fresh(state)
    state.mark_live()
    with pytest.raises(StateError, match="正式数据"):
        endings.refuse_fresh(state)


def test_an_outside_database_is_not_ours_to_end(state: State, settings) -> None:
    settings.EMBEDDED = False
    for ending in (endings.forget, endings.go_live):
        with pytest.raises(StateError, match="DATABASE_URL"):
            ending(state)
    assert state.exists
    assert not state.is_live


def test_going_live_waits_for_up_to_stop(state: State) -> None:
    with state.lock("up"), pytest.raises(StateError, match="先停止 up"):
        endings.go_live(state)
    assert not state.is_live


@pytest.mark.django_db
def test_going_live_once_and_for_good(state: State) -> None:
    assert "已转为正式" in endings.go_live(state)
    assert state.is_live
    assert "已是正式" in endings.go_live(state)


@pytest.mark.django_db
def test_simulated_projects_stay_in_the_demo(state: State, monkeypatch) -> None:
    chains = apps.get_model("flows", "Chain").objects
    monkeypatch.setattr(type(chains.all()), "count", lambda self: 3)
    with pytest.raises(StateError, match="3 个项目"):
        endings.go_live(state)
    assert not state.is_live


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (["shell"], True),
        (["migrate"], True),
        (["go_live"], True),
        (["up"], False),
        (["forget"], False),
        (["makemigrations", "--check"], False),
        (["check"], False),
        (["check", "--database", "default"], True),
        (["shell", "--help"], False),
        (["--version"], False),
        (["mispelt"], False),
    ],
)
def test_which_commands_start_a_server(arguments: list[str], needed: bool) -> None:
    assert needs_database(arguments[0], arguments) is needed


def test_a_taken_port_is_said_before_anything_starts() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(StateError, match="已被占用"):
            refuse_taken(taken.getsockname()[1])


def test_files_of_a_dead_server_do_not_answer(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path, tmp_path / "data", tmp_path / "run")
    cluster.data.mkdir()
    assert not cluster.answers()
    (cluster.data / "postmaster.pid").write_text("\n" * 7 + "ready   \n")
    assert not cluster.answers()
    assert cluster.url == f"postgresql://ygdz@{str(cluster.sockets).replace('/', '%2F')}/ygdz"
