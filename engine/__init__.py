"""Running: launches a cascade, records transitions for good, answers questions."""

from engine.clock import SimulatedClock, SystemClock
from engine.facade import Engine
from engine.requests import MoveRequest
from engine.scope import Scope, View

__all__ = ["Engine", "MoveRequest", "Scope", "SimulatedClock", "SystemClock", "View"]
