"""The command line of the atlas: ``./scripts/atlas COMMAND``.

Each module of this package whose name has no leading underscore is one command (or one group): it
defines ``command``, a click command. ``import_sheet.py`` is typed ``import-sheet``. A module is
imported only when its command is used or described, so that ``--help`` stays quick.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from atlas.errors import AtlasError


class SentenceError(click.ClickException):
    """An error of the atlas on the command line: its one sentence on stderr, exit code 1."""

    def show(self, file: Any = None) -> None:
        click.echo(self.message, file=file, err=file is None)


class AtlasGroup(click.Group):
    """A group that finds its commands in ``package`` and turns atlas errors into sentences."""

    def __init__(self, *args: Any, package: str = __name__, **kwargs: Any) -> None:
        self.package = package
        super().__init__(*args, **kwargs)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, sorted."""
        path = import_module(self.package).__path__
        modules = (module.name for module in pkgutil.iter_modules(path))
        # « import » is a word of Python: its module is import_.
        found = {name.rstrip("_").replace("_", "-") for name in modules if name[0] != "_"}
        return sorted(found | set(super().list_commands(ctx)))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command typed ``cmd_name``, or ``None`` (click then says so, code 2)."""
        declared = super().get_command(ctx, cmd_name)
        if declared is not None or cmd_name not in self.list_commands(ctx):
            return declared
        name = cmd_name.replace("-", "_") + ("_" if iskeyword(cmd_name) else "")
        module = import_module(f"{self.package}.{name}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an :class:`AtlasError` becomes its sentence and exit code 1."""
        try:
            return super().invoke(ctx)
        except AtlasError as error:
            raise SentenceError(str(error)) from error


@click.group(
    cls=AtlasGroup,
    subcommand_metavar="COMMANDE [ARGUMENTS]…",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
def cli() -> None:
    """Outils de l’atlas de l’action internationale des collectivités territoriales.

    Codes de sortie : 0 réussite, 1 erreur dite en une phrase, 2 commande mal formée.
    """
