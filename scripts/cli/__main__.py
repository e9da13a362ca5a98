"""Entry point of ``python -m scripts.cli``."""

from scripts.cli import cli
from scripts.cli._french import speak_french

speak_french()
cli(prog_name="./scripts/atlas")
