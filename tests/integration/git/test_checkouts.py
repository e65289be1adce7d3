"""The user's checkout follows the target when clean, and is left alone when not."""

from __future__ import annotations

import subprocess

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


def follow(project, said, number=1):
    """Do in a shell exactly what a sentence says."""
    command = said.split("`")[number]
    done = subprocess.run(
        command, shell=True, cwd=project.root, capture_output=True, check=False
    )
    return done.returncode, done.stderr.decode()


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
    assert said.startswith(
        f"the checkout {project.root} has uncommitted changes (src/a.txt) and was left "
        f"untouched at {made.base[:10]}: before the next commit there, run `git "
    )
    assert "which brings it forward and keeps your changes" in said
    assert (project.root / "src/a.txt").read_text() == "mine\n"
    assert (project.root / "src/b.txt").exists()
    assert not (project.root / "new").exists()


def test_the_command_that_is_told_brings_it_forward_and_keeps_the_changes(
    project, made
):
    project.write(".gitignore", "mine\n")
    said = land(project, made)
    follow(project, said)
    assert (project.root / ".gitignore").read_text() == "mine\n"
    assert (project.root / "new/file.txt").exists()
    assert project.status == " M .gitignore"
    assert "keeps uncommitted changes (.gitignore)" in sync(project)


@pytest.mark.parametrize("staged", [False, True])
def test_an_edited_plan_is_brought_forward_with_the_edit(project, made, staged):
    edited = PLAN.replace("1.3 Third", "1.3 Third, better")
    project.write(PLAN_FILE, edited)
    if staged:
        project.git("add", PLAN_FILE)
        project.write(PLAN_FILE, edited + "- [ ] 1.4 Fourth\n")
    said = land(project, made)
    assert follow(project, said)[0] == 0
    text = (project.root / PLAN_FILE).read_text()
    assert "- [x] 1.1 First" in text
    assert "1.3 Third, better" in text
    assert ("1.4" in text) == staged
    assert project.git("symbolic-ref", "HEAD") == "refs/heads/main"
    assert project.head == made.head
    assert project.git("status", "--porcelain").strip() == f"M {PLAN_FILE}"
    assert project.git("ls-files", "--unmerged") == ""
    assert (project.root / "new/file.txt").exists()
    if staged:
        assert project.git("show", f"stash@{{0}}^2:{PLAN_FILE}") == edited.rstrip("\n")
    assert "keeps uncommitted changes" in sync(project)


def test_a_new_file_that_is_staged_is_kept(project, made):
    project.write("mine.txt", "mine\n")
    project.git("add", "mine.txt")
    said = land(project, made)
    assert follow(project, said)[0] == 0
    assert (project.root / "mine.txt").read_text() == "mine\n"
    assert project.status == "?? mine.txt"
    assert (project.root / "new/file.txt").exists()


def test_an_edit_of_the_same_line_gets_conflict_markers(project, made):
    project.write("src/a.txt", "mine\n")
    project.write("src/b.txt", "mine, and removed by the task\n")
    said = land(project, made)
    follow(project, said)
    text = (project.root / "src/a.txt").read_text()
    assert "<<<<<<<" in text
    assert "mine\n" in text
    assert "changed\n" in text
    assert (project.root / "src/b.txt").read_text() == "mine, and removed by the task\n"
    assert project.git("symbolic-ref", "HEAD") == "refs/heads/main"
    assert project.head == made.head
    assert (project.root / "new/file.txt").exists()


def test_files_in_the_way_are_named_with_what_to_do(project, made):
    project.write("new", "mine, and not a folder")
    project.write("src/a.txt", "one\ntwo\nthree\n")
    said = land(project, made)
    assert "files that git does not know are in the way (new): before" in said
    assert "move these away, and run `" in said
    assert follow(project, said)[0] != 0
    assert (project.root / "new").read_text() == "mine, and not a folder"
    (project.root / "new").unlink()
    assert follow(project, said)[0] == 0
    assert is_forward(project)


def test_edits_and_a_file_in_the_way_lose_nothing(project, made):
    project.write("new/file.txt", "mine\n")
    project.write(".gitignore", "mine\n")
    said = land(project, made)
    assert "in the way (new/file.txt)" in said
    follow(project, said)
    assert (project.root / "new/file.txt").read_text() == "mine\n"
    (project.root / "new/file.txt").unlink()
    assert follow(project, said)[0] == 0
    assert project.status == " M .gitignore"
    assert (project.root / "new/file.txt").read_text() == "new\n"


def test_a_merge_in_the_checkout_can_be_ended_and_brought_forward(project, made):
    base = project.head
    project.git("checkout", "-qb", "topic")
    project.commit("src/topic.txt", "topic\n")
    project.git("checkout", "-q", "main")
    project.git("merge", "-q", "--no-ff", "--no-commit", "topic")
    assert base == project.head
    said = land(project, made)
    assert "with `git commit`" in said
    assert follow(project, said)[0] == 0
    project.git("commit", "-qm", "merged by me")
    assert follow(project, said, number=5)[0] == 0
    assert project.status == ""
    assert (project.root / "src/topic.txt").exists()
    assert (project.root / "new/file.txt").exists()
    assert project.git("merge-base", "--is-ancestor", made.head, "main") == ""


def test_before_work_begins_a_dirty_checkout_is_told(project, made):
    assert project.integrator().take_up_checkout("main") == []
    project.write("src/a.txt", "mine\n")
    [said] = project.integrator().take_up_checkout("main")
    assert "has uncommitted changes (src/a.txt): it will be left untouched" in said
    assert "Do not commit there until" in said
    land(project, made)
    [said] = project.integrator().take_up_checkout("main")
    assert "git checkout -m main" in said


def moved_by_an_agent(project, trees):
    """Let an agent commit in its worktree and move the target there by itself."""
    space = trees.prepare(
        swarm="demo", instance="kiro-2", task="1.2", attempt=1, carry=""
    )
    project.write("agent.txt", "agent\n", space.path)
    project.git("add", "-A", folder=space.path)
    project.git("commit", "-qm", "by the agent", folder=space.path)
    project.git("update-ref", "refs/heads/main", "HEAD", folder=space.path)


def test_a_target_that_an_agent_moved_does_not_blame_the_user(project, trees, made):
    moved_by_an_agent(project, trees)
    said = sync(project)
    assert "brought forward" in said
    assert "main was moved by someone else" in said
    assert project.status == ""
    assert (project.root / "agent.txt").exists()


def test_a_landing_on_what_an_agent_moved_brings_a_clean_checkout_along(project, trees):
    one = project.work(trees, "1.1", {"one.txt": "1"})
    moved_by_an_agent(project, trees)
    landing = project.land(one)
    assert "brought forward" in landing.checkout
    assert project.status == ""
    assert (project.root / "one.txt").exists()


def test_edits_stay_when_an_agent_moved_the_target(project, trees, made):
    project.write("src/a.txt", "mine\n")
    moved_by_an_agent(project, trees)
    said = sync(project)
    assert "has uncommitted changes (src/a.txt)" in said
    assert follow(project, said)[0] == 0
    assert project.status == " M src/a.txt"
    assert (project.root / "agent.txt").exists()


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
