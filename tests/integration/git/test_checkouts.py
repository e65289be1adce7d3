"""The user's checkout follows the target when clean, and is left alone when not."""

from __future__ import annotations

import pytest

from adapters.git import checkouts as checkouts_module
from tests.integration.git.conftest import PLAN, candidate

PLAN_FILE = ".kiro/specs/demo/tasks.md"


@pytest.fixture
def made(project, trees):
    """A task that adds, changes and removes files."""
    space = trees.prepare(
        swarm="demo", instance="kiro-1", task="1.1", attempt=1, carry=""
    )
    project.write("new/file.txt", "new\n", space.path)
    project.write("src/a.txt", "changed\n", space.path)
    (space.path / "src/b.txt").unlink()
    commit, _ = trees.collect(space, task="1.1", attempt=1, title="T")
    return project.integrator().build(
        integration="demo/t",
        target="main",
        candidates=[candidate("1.1", commit)],
    )


def land(project, train):
    landing = project.integrator().land(
        integration="demo/t", target="main", train=train
    )
    assert landing.landed
    return landing.checkout


def sync(project):
    return project.integrator().sync_checkout("main")


def is_forward(project):
    return (
        project.status == ""
        and (project.root / "new/file.txt").read_text() == "new\n"
        and (project.root / "src/a.txt").read_text() == "changed\n"
        and not (project.root / "src/b.txt").exists()
    )


def test_untracked_files_of_the_user_do_not_matter(project, made):
    project.write("notes.txt", "mine")
    assert "brought forward" in land(project, made)
    assert project.status == "?? notes.txt"


def test_a_touched_file_is_not_a_change(project, made):
    (project.root / "src/a.txt").touch()
    assert "brought forward" in land(project, made)
    assert is_forward(project)


def test_an_untracked_file_in_the_way_is_not_overwritten(project, made):
    project.write("new/file.txt", "mine")
    said = land(project, made)
    assert "was left untouched" in said
    assert "new/file.txt" in said
    assert (project.root / "new/file.txt").read_text() == "mine"
    assert (project.root / "src/b.txt").exists()
    (project.root / "new/file.txt").unlink()
    sync(project)
    assert is_forward(project)


@pytest.mark.parametrize("staged", [False, True])
def test_a_dirty_checkout_is_left_untouched_and_said(project, made, staged):
    project.write("src/a.txt", "mine\n")
    if staged:
        project.git("add", "src/a.txt")
    said = land(project, made)
    assert said == (
        f"the checkout {project.root} has uncommitted changes (src/a.txt) and was left "
        f"untouched at {made.base[:10]}: before the next commit there, run `git "
        f"read-tree -m -u {made.base[:10]} {made.head[:10]}`, which brings it forward "
        "and keeps them"
    )
    assert (project.root / "src/a.txt").read_text() == "mine\n"
    assert (project.root / "src/b.txt").exists()
    assert not (project.root / "new").exists()


def test_the_command_that_is_told_brings_it_forward_and_keeps_the_changes(
    project, made
):
    project.write(".gitignore", "mine\n")
    said = land(project, made)
    command = said.split("`")[1].split()
    project.git(*command[1:])
    assert (project.root / ".gitignore").read_text() == "mine\n"
    assert (project.root / "new/file.txt").exists()
    assert project.status == " M .gitignore"
    assert "keeps uncommitted changes (.gitignore)" in sync(project)


def test_many_changed_files_are_counted(project, made):
    for name in ("src/a.txt", "src/b.txt", ".gitignore", PLAN_FILE):
        project.write(name, "mine\n")
    assert "and 1 more)" in land(project, made)


def test_a_checkout_that_was_dirty_catches_up_over_several_landings(
    project, trees, made
):
    project.write(".gitignore", "mine\n")
    land(project, made)
    project.land(project.work(trees, "1.2", {"two.txt": "2"}), name="demo/t2")
    project.git("checkout-index", "-f", ".gitignore")
    assert "brought forward" in sync(project)
    assert is_forward(project)
    assert (project.root / "two.txt").exists()


def test_a_landing_killed_before_the_checkout_is_finished_at_the_next_start(
    project, made
):
    project.git("update-ref", "refs/heads/main", made.head)
    assert project.status != ""
    assert "brought forward" in sync(project)
    assert is_forward(project)
    assert f"is at {made.head[:10]}" in sync(project)


@pytest.mark.parametrize("written", ["changed\n", "chan", ""])
def test_a_checkout_killed_halfway_is_finished(project, made, written):
    project.git("update-ref", "refs/heads/main", made.head)
    project.write("new/file.txt", "ne")
    project.write("src/a.txt", written)
    (project.root / "src/b.txt").unlink()
    assert "brought forward" in sync(project)
    assert is_forward(project)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("src/a.txt", "changed by me"),
        ("new/file.txt", "nothing new"),
        ("src/b.txt", "x"),
    ],
)
def test_a_checkout_with_other_content_is_not_taken_for_halfway(
    project, made, name, text
):
    project.git("update-ref", "refs/heads/main", made.head)
    project.write("src/a.txt", "chan")
    project.write(name, text)
    assert "untouched" in sync(project)
    assert (project.root / name).read_text() == text


def test_staged_changes_that_revert_a_commit_of_the_user_are_not_forwarded(
    project, made
):
    before = project.head
    project.commit("user.txt", "u")
    project.git("read-tree", "-m", "-u", "HEAD", before)
    assert "untouched" in sync(project) or "keeps" in sync(project)
    assert not (project.root / "user.txt").exists()


def test_an_index_that_another_git_holds_is_left_alone(project, made, monkeypatch):
    monkeypatch.setattr(checkouts_module, "_PATIENCE_S", 0.05)
    lock = project.root / ".git/index.lock"
    lock.touch()
    said = land(project, made)
    assert f"remove {lock}" in said
    assert project.head == made.head
    lock.unlink()
    assert "brought forward" in sync(project)


def test_a_target_that_is_not_checked_out_has_no_checkout(project, made):
    project.git("checkout", "-qb", "elsewhere")
    assert land(project, made) == "main is not checked out anywhere"
    assert project.status == ""
    assert not (project.root / "new").exists()


def test_a_linked_worktree_with_the_target_is_brought_forward(project, made, tmp_path):
    project.git("checkout", "-qb", "elsewhere")
    linked = tmp_path / "linked ü"
    project.git("worktree", "add", "-q", str(linked), "main")
    assert land(project, made) == (
        f"the checkout {linked} was brought forward to {made.head[:10]}"
    )
    assert (linked / "new/file.txt").exists()
    assert project.git("status", "--porcelain", folder=linked) == ""
    assert not (project.root / "new").exists()


def test_a_worktree_of_an_instance_on_the_target_is_not_a_checkout(project, trees):
    project.git("checkout", "-qb", "elsewhere")
    trees = type(trees)(project.open("main"))
    space = trees.prepare(
        swarm="demo", instance="kiro-1", task="1.2", attempt=1, carry=""
    )
    project.git("checkout", "-q", "main", folder=space.path)
    assert sync(project) == "main is not checked out anywhere"


def test_an_unsolved_merge_in_the_checkout_is_left_alone(project, made):
    project.git("checkout", "-qb", "topic")
    project.commit("src/a.txt", "topic\n")
    project.git("checkout", "-q", "main")
    base = project.commit("src/a.txt", "main\n")
    with pytest.raises(AssertionError):
        project.git("merge", "topic")
    assert base == project.head
    assert "untouched" in sync(project) or "keeps" in sync(project)
    assert "UU src/a.txt" in project.status


def test_odd_settings_of_line_ends_do_not_make_a_checkout_dirty(project, trees):
    project.git("config", "core.autocrlf", "true")
    project.write(".gitattributes", "*.txt text\n")
    project.git("add", "-A")
    project.git("commit", "-qm", "attributes")
    project.git("rm", "-rq", "--cached", ".")
    project.git("reset", "-q", "--hard")
    assert (project.root / "src/a.txt").read_bytes() == b"one\r\ntwo\r\nthree\r\n"
    project.land(project.work(trees, "1.1", {"src/new.txt": "a\n"}))
    assert project.status == ""
    assert (project.root / "src/new.txt").read_bytes() == b"a\r\n"
    assert (project.root / PLAN_FILE).read_text() == PLAN.replace("[ ] 1.1", "[x] 1.1")
