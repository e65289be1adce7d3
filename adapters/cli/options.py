"""What `swarm up` was asked to do; see `adapters.campaign.options`."""

from adapters.campaign.options import UpOptions

__all__ = ["UpOptions"]
