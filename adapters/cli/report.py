"""What `swarm up` has to tell; see `adapters.campaign.report`."""

from adapters.campaign.report import IntegrationReport, TaskReport, UpReport

__all__ = ["IntegrationReport", "TaskReport", "UpReport"]
