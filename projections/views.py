"""All read models that the projector keeps."""

from __future__ import annotations

from projections.attempts import ATTEMPTS
from projections.instances import INSTANCES
from projections.integrations import INTEGRATIONS
from projections.swarms import SWARMS
from projections.tasks import TASKS

ALL_VIEWS = (SWARMS, TASKS, INSTANCES, INTEGRATIONS, ATTEMPTS)
