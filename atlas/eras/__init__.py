"""The eras of partnerships: rules from a data file, and the engine that applies them."""

from atlas.eras.engine import EraEngine
from atlas.eras.rules import (
    EXPLANATION_UNDATED,
    Classification,
    EraMatch,
    PartnerState,
    Rule,
    ZoneSpan,
)

__all__ = [
    "EXPLANATION_UNDATED",
    "Classification",
    "EraEngine",
    "EraMatch",
    "PartnerState",
    "Rule",
    "ZoneSpan",
]
