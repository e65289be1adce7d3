"""What was merged is proven to be on the target; what is not is kept."""

from __future__ import annotations

from adapters.git.presence import Merge, missing_from


def landed(project, trees, *tasks: str) -> list[Merge]:
    merges = []
    for task in tasks:
        project.land(project.work(trees, task, {f"{task}.txt": task}), name=f"d/{task}")
        merges.append(Merge(task, 1, project.head))
    return merges


def test_what_is_on_the_target_is_not_missed(project, trees):
    merges = landed(project, trees, "1.1", "1.2")
    assert missing_from(project.open(), "main", merges) == []
    assert missing_from(project.open(), "main", []) == []
    assert project.refs("refs/swarm/rescue") == {}


def test_what_a_reset_took_away_is_kept(project, trees):
    first, second, third = landed(project, trees, "1.1", "1.2", "1.3")
    project.git("reset", "-q", "--hard", first.commit)
    missing = missing_from(project.open(), "main", [first, second, third])
    assert [(each.task, each.tip) for each in missing] == [
        ("1.2", False),
        ("1.3", True),
    ]
    assert project.refs("refs/swarm/rescue") == {
        missing[0].ref: second.commit,
        missing[1].ref: third.commit,
    }
    assert missing_from(project.open(), "main", [first, second, third]) == missing


def test_a_later_landing_does_not_hide_what_a_reset_took_away(project, trees):
    first, second = landed(project, trees, "1.1", "1.2")
    project.git("reset", "-q", "--hard", first.commit)
    [third] = landed(project, trees, "1.3")
    [missing] = missing_from(project.open(), "main", [first, second, third])
    assert (missing.task, missing.tip) == ("1.2", True)


def test_commits_that_git_lost_are_told_without_a_ref(project, trees):
    [first] = landed(project, trees, "1.1")
    lost = Merge("1.2", 1, "f" * 40)
    [missing] = missing_from(project.open(), "main", [first, lost])
    assert missing == ("1.2", "", False)


def test_without_a_target_all_is_missed_and_kept(project, trees):
    [first] = landed(project, trees, "1.1")
    repository = project.open()
    project.git("checkout", "-q", "--detach")
    project.git("branch", "-q", "-D", "main")
    [missing] = missing_from(repository, "main", [first])
    assert project.refs("refs/swarm/rescue") == {missing.ref: first.commit}
