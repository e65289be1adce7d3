"""The environment of agents and gates: the user's own, without what is ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.processes.marks import RUN_VARIABLE, marked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# Where Python looks for modules is a matter of the program that runs us.
_PYTHON = frozenset(
    {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT", "PYTHONSAFEPATH"}
)
# What ties git to one repository (`git rev-parse --local-env-vars`): set by a hook or an
# alias that started us, it would lead a git in a worktree to the user's checkout.
# Identity, ssh, proxy and configuration files are the user's wishes and stay.
_GIT = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_CONFIG",
        "GIT_DIR",
        "GIT_GRAFT_FILE",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_INTERNAL_SUPER_PREFIX",
        "GIT_NAMESPACE",
        "GIT_NO_REPLACE_OBJECTS",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_QUARANTINE_PATH",
        "GIT_REPLACE_REF_BASE",
        "GIT_SHALLOW_FILE",
        "GIT_WORK_TREE",
    }
)


def child_environment(
    base: Mapping[str, str], *, state: Path, cwd: Path, facts: Mapping[str, str]
) -> dict[str, str]:
    """Make the environment of one process to be started in `cwd`.

    `base` is the environment we were given; its PATH stays as it is. Our own settings
    and secrets (`SWARM_*`) go, the `facts` and the mark of the process come.
    """
    kept = {
        name: text
        for name, text in base.items()
        if name not in _PYTHON
        and name not in _GIT
        and (name == RUN_VARIABLE or not name.startswith("SWARM_"))
    }
    kept.pop("OLDPWD", None)
    # A title may hold anything; an environment can hold no NUL.
    told = {name: text.replace("\0", "") for name, text in facts.items()}
    return marked({**kept, "PWD": str(cwd), **told}, state)
