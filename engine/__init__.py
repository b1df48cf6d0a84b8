"""Running: launches a cascade, records transitions for good, answers questions."""

from engine.clock import SimulatedClock, SystemClock
from engine.facade import Engine
from engine.requests import MoveRequest

__all__ = ["Engine", "MoveRequest", "SimulatedClock", "SystemClock"]
