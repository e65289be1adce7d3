"""What broke a controller, told in one sentence."""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from adapters.campaign.errors import CampaignBroken
from domain.errors import Refused

if sys.version_info < (3, 11):
    from exceptiongroup import BaseExceptionGroup

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)


@contextmanager
def told_in_one_sentence() -> Iterator[None]:
    """Turn whatever escapes the loops into one error that a person can read.

    Raises:
        Refused: the campaign was refused by the core.
        CampaignBroken: anything else.

    """
    try:
        yield
    except BaseExceptionGroup as group:
        first = _first(group)
        if not isinstance(first, Exception):
            raise first from group
        _raise(first, group)
    except (Refused, CampaignBroken):
        raise
    except Exception as error:  # noqa: BLE001  (told, and kept in the log)
        _raise(error, error)


def _raise(error: Exception, cause: BaseException) -> None:
    if isinstance(error, Refused):
        raise error from cause
    log.error("the controller gave up", exc_info=cause)
    raise CampaignBroken(
        f"{type(error).__name__}: {error}. Everything that was done is kept: see "
        ".swarm/logs/controller.log, then run `swarm up` again to go on"
    ) from cause


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
