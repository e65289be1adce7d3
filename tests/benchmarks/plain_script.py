"""What one would write instead of a swarm: a plain script, four tasks at a time.

    python plain_script.py REPO PLAN COMMAND

PLAN is a JSON file, {task: [tasks it depends on]}. Each task gets a worktree and a branch
of its own from main; COMMAND is run there; what it left is committed and merged into
main. A conflict is reported and its branch is kept. There is no gate, no retry, no
record, and a second run trips over the branches of the first.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path

AT_A_TIME = 4


class Script:
    """Works on the tasks of one plan in one repository."""

    def __init__(self, repo: Path, plan: dict[str, list[str]], command: str) -> None:
        self.repo = repo
        self.plan = plan
        self.command = command
        self.trees = repo.parent / f"{repo.name}-trees"
        # `worktree add` and `merge` both write what the worktrees share.
        self.lock = threading.Lock()

    def git(self, *arguments: str, folder: Path | None = None) -> None:
        subprocess.run(
            ["git", "-C", str(folder or self.repo), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def work(self, task: str) -> bool:
        branch, tree = f"task-{task}", self.trees / task
        with self.lock:
            self.git("worktree", "add", "-b", branch, str(tree), "main")
        facts = {"SWARM_TASK_ID": task, "SWARM_WORKTREE": str(tree)}
        agent = subprocess.run(
            ["/bin/sh", "-c", self.command], cwd=tree, env={**os.environ, **facts}
        )
        if agent.returncode:
            return self.complain(task, f"the agent ended with {agent.returncode}")
        self.git("add", "--all", folder=tree)
        self.git("commit", "--message", f"Task {task}", folder=tree)
        with self.lock:
            try:
                self.git("merge", "--no-ff", "-m", f"Merge task {task}", branch)
            except subprocess.CalledProcessError:
                self.git("merge", "--abort")
                return self.complain(task, f"it does not merge: see {branch}")
            self.git("worktree", "remove", "--force", str(tree))
            self.git("branch", "--delete", branch)
        return True

    def complain(self, task: str, why: str) -> bool:
        print(f"task {task}: {why}", file=sys.stderr)
        return False

    def run(self) -> bool:
        done: set[str] = set()
        waiting, running = dict(self.plan), dict[Future[bool], str]()
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            while waiting or running:
                for task in [task for task in waiting if done >= set(waiting[task])]:
                    del waiting[task]
                    running[pool.submit(self.work, task)] = task
                if not running:
                    print(f"never started: {', '.join(waiting)}", file=sys.stderr)
                    return False
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    task = running.pop(future)
                    if future.result():
                        done.add(task)
        return len(done) == len(self.plan)


if __name__ == "__main__":
    repo, plan, command = sys.argv[1:]
    script = Script(
        Path(repo).resolve(),
        json.loads(Path(plan).read_text(encoding="utf-8")),
        command,
    )
    sys.exit(not script.run())
