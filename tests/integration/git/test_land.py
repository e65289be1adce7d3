"""Landing: one compare and swap, which may be repeated after any kill."""

from __future__ import annotations

import threading

import pytest

from adapters.git import integrator as integrator_module
from adapters.git.errors import GitError
from tests.integration.git.conftest import PLAN, candidate, tick

NAME = "demo/train-1"


@pytest.fixture
def train(project, trees):
    return build(project, project.work(trees, "1.1", {"one.txt": "1"}))


def build(project, *candidates):
    return project.integrator().build(
        integration=NAME, target="main", candidates=candidates
    )


def land(project, train):
    return project.integrator().land(integration=NAME, target="main", train=train)


def test_the_target_moves_and_its_checkout_follows(project, train):
    landing = land(project, train)
    assert (landing.landed, landing.found) == (True, train.head)
    assert project.head == train.head
    assert landing.checkout == (
        f"the checkout {project.root} was brought forward to {train.head[:10]}"
    )
    assert project.status == ""
    assert (project.root / "one.txt").read_text() == "1"


def test_the_landing_is_booked_and_the_train_forgotten(project, train):
    assert f"refs/swarm/trains/{NAME}" in project.refs("refs/swarm")
    land(project, train)
    assert project.refs("refs/swarm") == {f"refs/swarm/landed/{NAME}": train.head}


def test_the_reflog_names_the_integration(project, train):
    land(project, train)
    assert f"swarm: land {NAME}" in project.git("reflog", "-1", "main")


def test_a_target_that_somebody_moved_is_left_where_it_is(project, train):
    moved = project.commit("user.txt", "u")
    landing = land(project, train)
    assert (landing.landed, landing.found) == (False, moved)
    assert project.head == moved
    assert not (project.root / "one.txt").exists()


def test_a_train_built_anew_on_the_moved_target_lands(project, trees):
    one = project.work(trees, "1.1", {"one.txt": "1"})
    project.commit("user.txt", "u")
    assert land(project, build(project, one)).landed
    assert (project.root / "user.txt").exists()


def test_a_landing_is_told_again_after_a_kill(project, train):
    land(project, train)
    later = project.commit("user.txt", "u")
    landing = land(project, train)
    assert (landing.landed, landing.found) == (True, later)
    assert project.head == later


def test_a_landing_that_somebody_took_back_is_done_again(project, train):
    land(project, train)
    project.git("reset", "-q", "--hard", train.base)
    assert land(project, train).landed
    assert project.head == train.head


def test_an_older_integration_of_the_same_name_does_not_count(project, trees, train):
    land(project, train)
    second = build(project, project.work(trees, "1.2", {"two.txt": "2"}))
    landing = land(project, second)
    assert landing.landed
    assert project.refs("refs/swarm/landed") == {
        f"refs/swarm/landed/{NAME}": second.head
    }


def test_a_train_without_its_ref_lands_all_the_same(project, train):
    project.git("update-ref", "-d", f"refs/swarm/trains/{NAME}")
    assert land(project, train).landed


def test_a_lock_of_another_git_is_waited_for(project, train):
    lock = project.root / ".git/refs/heads/main.lock"
    lock.touch()
    timer = threading.Timer(0.3, lock.unlink)
    timer.start()
    assert land(project, train).landed
    timer.join()


def test_a_lock_that_stays_is_an_error_and_nothing_moves(project, train, monkeypatch):
    monkeypatch.setattr(integrator_module, "_PATIENCE_S", 0.0)
    (project.root / ".git/refs/heads/main.lock").touch()
    with pytest.raises(GitError, match="main cannot be moved"):
        land(project, train)
    assert project.head == train.base


def test_a_missing_target_is_an_error(project, train):
    integrator = project.integrator()
    project.git("checkout", "-q", "--detach")
    project.git("branch", "-qD", "main")
    with pytest.raises(GitError):
        integrator.land(integration=NAME, target="main", train=train)


def test_many_trains_land_one_after_the_other(project, trees):
    made = [
        project.work(trees, f"1.{n}", {f"f{n}.txt": str(n)}, instance=f"kiro-{n}")
        for n in (1, 2, 3)
    ]
    for number, one in enumerate(made):
        assert project.land(one, name=f"demo/train-{number}").landed
    assert project.status == ""
    assert project.show("main", ".kiro/specs/demo/tasks.md").count("[x]") == 3


# ------------------------------------------------------------ plans git has not


@pytest.fixture
def own_plan(project):
    project.git("rm", "-rq", "--cached", ".kiro")
    project.write(".gitignore", ".kiro/\n*.cache\n")
    project.git("commit", "-qam", "the plan is my own")
    return project.root / ".kiro/specs/demo/tasks.md"


def test_a_plan_outside_git_is_ticked_in_place(project, trees, own_plan):
    own_plan.chmod(0o600)
    train = build(
        project,
        project.work(trees, "1.1", {"one.txt": "1"}),
        project.work(trees, "1.3", {"three.txt": "3"}),
    )
    assert own_plan.read_text() == PLAN
    land(project, train)
    assert own_plan.read_text() == tick(tick(PLAN.encode(), "1.1"), "1.3").decode()
    assert own_plan.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in own_plan.parent.iterdir()] == ["tasks.md"]
    assert project.status == ""


def test_a_tick_that_a_kill_prevented_is_made_when_the_landing_is_told_again(
    project, trees, own_plan
):
    train = build(project, project.work(trees, "1.1", {"one.txt": "1"}))
    project.git("update-ref", "refs/heads/main", train.head)
    assert land(project, train).landed
    assert "[x] 1.1" in own_plan.read_text()
    assert (project.root / "one.txt").exists()


def test_a_plan_outside_git_without_the_task_is_left_alone(
    project, trees, own_plan, caplog
):
    land(project, build(project, project.work(trees, "9.9", {"one.txt": "1"})))
    assert own_plan.read_text() == PLAN
    assert "task 9.9 is not ticked" in caplog.text


def test_a_plan_outside_the_repository_is_ticked(project, trees, tmp_path):
    plan = tmp_path / "specs/tasks.md"
    plan.parent.mkdir()
    plan.write_text(PLAN)
    made = project.work(trees, "1.2", {"one.txt": "1"})
    land(
        project,
        build(project, type(made)("1.2", 1, made.commit, "T", str(plan.parent))),
    )
    assert "[x] 1.2" in plan.read_text()


def test_no_plan_at_all_is_fine(project):
    train = build(project, candidate("1.1", project.head))
    (project.root / ".kiro/specs/demo/tasks.md").unlink()
    assert land(project, train).landed
