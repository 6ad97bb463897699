"""``motcua``: the command line, a file a noun under ``web/commands``.

A command's module is loaded only when that command is called, so that
``check``, ``try`` and ``deadline`` answer without loading a database, a web
framework or a typesetter. A refusal is one line of words and exit code 1;
a traceback on a terminal is a defect.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module

import click

from engine.errors import Refusal, Unusable
from engine.i18n import LANGUAGES
from web.commands.language import language_of

# The command's name: the module that has it, and what the module calls it.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "check": ("web.commands.diagrams", "check"),
    "try": ("web.commands.diagrams", "try_"),
    "deadline": ("web.commands.deadline", "deadline"),
    "procedures": ("web.commands.procedures", "procedures"),
    "report": ("web.commands.reports", "report"),
    "reports": ("web.commands.reports", "reports"),
    "serve": ("web.commands.office", "serve"),
    "work": ("web.commands.office", "work"),
    "migrate": ("web.commands.office", "migrate"),
    "seed": ("web.commands.office", "seed"),
    "verify": ("web.commands.upkeep", "verify"),
    "backup": ("web.commands.upkeep", "backup"),
    "restore": ("web.commands.upkeep", "restore"),
    "doctor": ("web.commands.doctor", "doctor"),
}


class Commands(click.Group):
    """Finds a command when it is called, and says a refusal in words."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """The names, in the order a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load the command of this name."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        found: click.Command = getattr(import_module(module), name)
        return found

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what the office refuses is said, not thrown."""
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            language = language_of(ctx, None)
            click.echo(refusal.said.to(language), err=True)
            if isinstance(refusal, Unusable) and refusal.why:
                click.echo(refusal.why, err=True)
            ctx.exit(1)


@click.command(cls=Commands)
@click.option("--language", type=click.Choice(LANGUAGES), help="The language of the messages.")
def main(language: str | None) -> None:
    """Motcua: one door for the citizen, one diagram for each procedure."""


if __name__ == "__main__":
    sys.exit(main())
