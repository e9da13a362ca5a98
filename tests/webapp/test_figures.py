"""The frame of the map is Folium's, local, stable, free of data; its colours can be told apart."""

from __future__ import annotations

import inspect
import itertools
import re
from pathlib import Path
from typing import ClassVar

import folium
import numpy as np
import pytest
from folium.template import Template

from webapp.figures import VIEWS, AtlasMap, build_map_frame
from webapp.figures.atlas_map import ASSETS, LATER, MODULES_FOLDER
from webapp.figures.figure import ForeignAssetError, StaticFigure

STATIC = Path(__file__).resolve().parents[2] / "webapp" / "static"


def _static_url(path: str) -> str:
    return f"/static/abc/{path}"


def _page(nonce: str = "n0nce") -> str:
    return "\n".join(build_map_frame(_static_url, nonce))


def test_the_map_is_a_folium_map_created_by_folium_itself() -> None:
    assert issubclass(AtlasMap, folium.Map)
    assert re.search(r"var map_0 = L\.map\(\s*\"map_0\"", _page())


def test_the_frame_names_no_other_host() -> None:
    page = _page()
    assert "//" not in page.replace("/static/abc//", "")
    assert not re.search(r"https?:|cdn|jquery|bootstrap|awesome", page, re.IGNORECASE)


def test_the_same_arguments_give_the_same_frame() -> None:
    assert build_map_frame(_static_url, "x") == build_map_frame(_static_url, "x")


def test_every_inline_script_carries_the_nonce_and_no_style_is_inline() -> None:
    page = _page("the-nonce")
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", page) == [
        '<script type="module" nonce="the-nonce">'
    ]
    assert "<style" not in page


def test_a_nonce_cannot_break_out_of_its_attribute() -> None:
    assert '"><b>' not in _page('"><b>')


def test_only_listed_assets_are_accepted() -> None:
    class Plugin(folium.elements.JSCSSMixin):
        default_js: ClassVar = [("heat", "https://cdn.example.org/heat.js")]
        _template = Template("")

    figure = StaticFigure(_static_url, ASSETS, "n")
    folium.Map(tiles=None).add_child(Plugin()).add_to(figure)
    with pytest.raises(ForeignAssetError):
        figure.render_parts()


def test_folium_s_own_lists_of_assets_are_left_alone() -> None:
    before = (list(folium.Map.default_js), list(folium.Map.default_css))
    _page()
    assert (folium.Map.default_js, folium.Map.default_css) == before
    assert AtlasMap().default_js is not AtlasMap().default_js


def test_no_data_can_be_handed_to_the_frame() -> None:
    """Folium compiles rendered text as a template: only addresses and a nonce may go in."""
    assert list(inspect.signature(build_map_frame).parameters) == ["static_url", "nonce", "_"]


def test_the_map_itself_limits_the_zoom() -> None:
    options = AtlasMap().options
    assert (options["min_zoom"], options["max_zoom"]) == (1, 12)


def test_the_page_can_be_zoomed_with_two_fingers() -> None:
    assert "user-scalable" not in _page()


@pytest.mark.parametrize(
    ("view", "lat", "lon"),
    [
        ("metropole", 42.7, 9.45),  # Bastia
        ("antilles-guyane", 4.94, -52.33),  # Cayenne
        ("reunion-mayotte", -12.78, 45.23),  # Mamoudzou
        ("pacifique", -22.27, 166.45),  # Nouméa
        ("pacifique", -17.53, 360 - 149.57),  # Papeete
        ("pacifique", 35.7, 139.7),  # Tokyo
        ("europe", 59.44, 24.75),  # Tallinn
        ("afrique", -18.91, 47.54),  # Antananarivo
        ("monde", -41.29, 150.0),
    ],
)
def test_each_view_holds_its_places(view: str, lat: float, lon: float) -> None:
    south, west, north, east = next(item for item in VIEWS if item.code == view).bounds
    assert south < lat < north
    assert west < lon < east


# --- scripts


def _imports(path: Path) -> set[Path]:
    source = path.read_text(encoding="utf-8")
    found = re.findall(r'^(?:import|export)\b[^;]*?from "(\.\.?/[\w./]+)"', source, re.MULTILINE)
    return {(path.parent / name).resolve() for name in found}


def test_what_is_preloaded_is_what_the_entry_needs_at_once() -> None:
    needed, pending = set[Path](), [MODULES_FOLDER / "main.js"]
    while pending:
        path = pending.pop()
        if path not in needed:
            needed.add(path)
            pending += _imports(path)
    preloaded = re.findall(r'rel="modulepreload" href="/static/abc/([\w./]+)"', _page())
    assert {STATIC / path for path in preloaded} == needed
    of_the_map = {path.name for path in needed if path.parent == MODULES_FOLDER}
    assert {path.name for path in MODULES_FOLDER.glob("*.js")} == of_the_map | LATER


def test_scripts_show_text_as_text() -> None:
    dangerous = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|bindPopup"
        r"|bindTooltip|srcdoc"
    )
    for path in MODULES_FOLDER.glob("*.js"):
        assert not dangerous.search(path.read_text(encoding="utf-8")), path.name


def test_scripts_and_styles_name_no_other_host() -> None:
    for path in [*MODULES_FOLDER.glob("*.js"), *(STATIC / "css").glob("*carte.css")]:
        addresses = re.findall(r"https?://[\w.]+", path.read_text(encoding="utf-8"))
        assert set(addresses) <= {"http://www.w3.org"}, path.name  # the namespace of SVG


# --- colours

#: Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
SIGHTS = {
    "full": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
FOUR_ERAS = ("apres_guerre", "decolonisation", "guerre_froide", "mondialisation")


def _tokens() -> dict[str, str]:
    """The custom properties of both token files, references resolved."""
    values: dict[str, str] = {}
    for name in ("tokens.css", "tokens_carte.css"):
        text = re.sub(r"/\*.*?\*/", "", (STATIC / "css" / name).read_text("utf-8"), flags=re.DOTALL)
        values |= {key: value.strip() for key, value in re.findall(r"(--[\w-]+):([^;]*);", text)}

    def resolve(value: str) -> str:
        reference = re.fullmatch(r"var\((--[\w-]+)(?:,.*)?\)", value)
        return resolve(values[reference[1]]) if reference else value

    return {key: resolve(value) for key, value in values.items()}


def _linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def _lab(linear: np.ndarray) -> np.ndarray:
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    xyz = to_xyz @ np.clip(linear, 0, 1) / np.array([0.95047, 1, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def _closest(colours: list[str], sight: str) -> float:
    """The smallest CIE 1976 distance between two of the colours, as ``sight`` perceives them."""
    seen = [_lab(SIGHTS[sight] @ _linear(colour)) for colour in colours]
    return min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(seen, 2))


@pytest.mark.parametrize("sight", SIGHTS)
def test_the_colours_of_the_four_eras_can_be_told_apart(sight: str) -> None:
    tokens = _tokens()
    assert _closest([tokens[f"--epoque-{era}"] for era in FOUR_ERAS], sight) >= 20


@pytest.mark.parametrize("sight", SIGHTS)
def test_the_colours_of_groups_of_themes_and_funding_can_be_told_apart(sight: str) -> None:
    groups = [value for key, value in _tokens().items() if key.startswith("--groupe-")]
    assert len(groups) == 9
    assert _closest(groups, sight) >= 20


def _rhythm(dash: str) -> tuple[float, float, float]:
    """Longest stroke, longest gap and strokes per repeat of a dash, in widths of the line."""
    lengths = [float(part) for part in dash.split()]
    if not lengths:
        return (1000.0, 0.1, 1.0)  # a continuous line
    # Round caps make a dot as long as the line is wide, at the expense of its gap.
    strokes, gaps = lengths[::2], lengths[1::2]
    if strokes[0] < 1:
        strokes, gaps = [1.0], [gaps[0] - 1]
    return (max(strokes), max(gaps), float(len(strokes)))


def _told_apart(one: str, other: str) -> bool:
    """Does an eye without colour tell two dashes apart? One trait at least differs by half."""
    pairs = zip(_rhythm(one), _rhythm(other), strict=True)
    stroke, gap, count = (max(a, b) / min(a, b) for a, b in pairs)
    return stroke >= 1.5 or gap >= 1.5 or count >= 2


def test_two_dashes_that_differ_by_a_detail_are_not_told_apart() -> None:
    assert not _told_apart("12 3 2 3 2 3", "9 3 2 3")
    assert not _told_apart("7 3", "8 3")


@pytest.mark.parametrize("groups", [False, True])
def test_each_class_has_a_dash_that_greyscale_tells_apart(groups: bool) -> None:
    tokens = {key: value for key, value in _tokens().items() if key.startswith("--trait-")}
    dashes = [
        value
        for key, value in tokens.items()
        if key.startswith("--trait-groupe-") == groups or key == "--trait-non_date"
    ]
    assert len(dashes) == (10 if groups else 6)  # undated links are dotted in every mode
    for one, other in itertools.combinations(dashes, 2):
        assert _told_apart(one, other), (one, other)


def test_lines_stand_out_from_the_land_they_cross() -> None:
    tokens = _tokens()
    weights = np.array([0.2126, 0.7152, 0.0722])
    land = min(weights @ _linear(tokens[f"--fond-{name}"]) for name in ("terre", "france"))
    for era in FOUR_ERAS:
        line = weights @ _linear(tokens[f"--epoque-{era}"])
        assert (land + 0.05) / (line + 0.05) >= 2.8, era


@pytest.mark.parametrize("sight", SIGHTS)
def test_the_classes_of_areas_darken_step_by_step_for_every_eye_and_on_grey_paper(
    sight: str,
) -> None:
    tokens = _tokens()
    colours = [tokens["--fond-france"], *(tokens[f"--classe-{rank}"] for rank in range(1, 6))]
    lightness = [float(_lab(SIGHTS[sight] @ _linear(colour))[0]) for colour in colours]
    steps = [a - b for a, b in itertools.pairwise(lightness)]
    assert min(steps[1:]) >= 10
    assert steps[0] > 0
    # None passes for land without partnership, or for the sea.
    for ground in ("--fond-terre", "--fond-france", "--fond-mer"):
        assert _closest([tokens[ground], tokens["--classe-1"]], sight) >= 10
