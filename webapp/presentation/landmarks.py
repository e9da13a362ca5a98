"""The landmarks of the timeline as the map tells them beside its year cursor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import url_for

from atlas.queries.eras import LandmarkRecord
from webapp.i18n import language
from webapp.presentation.kinds import landmark_kind
from webapp.presentation.labels import date_label


def landmarks_for_map(years: Mapping[int, Iterable[LandmarkRecord]]) -> dict[str, list[object]]:
    """Return, for each year, [kind, date in words, label, address that says more]."""
    return {str(year): [_told(item) for item in items] for year, items in years.items()}


def _told(landmark: LandmarkRecord) -> list[str]:
    return [
        landmark_kind(landmark.kind),
        date_label(landmark.date),
        landmark.label(language()),
        _further(landmark),
    ]


def _further(landmark: LandmarkRecord) -> str:
    """Its source on the web, else the page of its era, else that of the eras."""
    if landmark.source_url.startswith(("https://", "http://")):
        return landmark.source_url
    if landmark.eras:
        return url_for("public.epoques", _anchor=landmark.eras[0])
    return url_for("public.epoques")
