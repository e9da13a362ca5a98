"""Entry point of ``python -m scripts.cli``."""

from scripts.cli import cli

cli(prog_name="./scripts/atlas")
