"""The board: one swarm as its events tell it, for those who decide what is next.

It is a fold and nothing else: the same events give the same board, whoever folds
them and however often.
"""

from domain.board.board import Board
from domain.board.instances import InstanceCard
from domain.board.tasks import LOST, SATISFIED, SETTLED, TaskCard
from domain.board.trains import TrainCard

__all__ = [
    "LOST",
    "SATISFIED",
    "SETTLED",
    "Board",
    "InstanceCard",
    "TaskCard",
    "TrainCard",
]
