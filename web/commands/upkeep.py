"""``motcua verify``, ``backup`` and ``restore``: prove that nothing is lost."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click

from engine.gateways import backup as copies
from engine.migrations import moving
from engine.office import Office, SystemClock
from engine.queries import invariants
from engine.settings import Settings
from web.commands.language import language_of
from web.commands.opening import opened


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Answer as one JSON object.")
@click.pass_context
def verify(context: click.Context, as_json: bool) -> None:
    """Check the invariants of the office; exit 1 when one does not hold."""
    with opened() as office:
        whole = _verified(context, office, as_json=as_json)
    context.exit(0 if whole else 1)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_context
def backup(context: click.Context, folder: Path) -> None:
    """Copy database and files into a new FOLDER while the office works, and verify the copy."""
    with opened() as office:
        copy = moving.back_up(office, folder.absolute())
    copied = f"sqlite:///{copy / copies.DATABASE}"
    settings = replace(office.settings, home=copy, database_url=copied)
    context.exit(0 if _is_whole(context, settings) else 1)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.pass_context
def restore(context: click.Context, folder: Path) -> None:
    """Fill an empty office, embedded or on a server, from the copy in FOLDER, and verify it."""
    copies.read_manifest(folder.absolute())
    if Settings.is_embedded(Settings.database_from_environment()):
        # Before the settings are read, which would make a new secret.
        copies.copy_secret(folder.absolute(), Settings.home_from_environment())
    settings = Settings.from_environment()
    moving.restore(folder.absolute(), settings, SystemClock().now())
    context.exit(0 if _is_whole(context, settings) else 1)


def _is_whole(context: click.Context, settings: Settings) -> bool:
    with opened(settings) as office:
        return _verified(context, office, as_json=False)


def _verified(context: click.Context, office: Office, *, as_json: bool) -> bool:
    broken = invariants.verify(office)
    language = language_of(context, None)
    if as_json:
        told = {
            "ok": not broken,
            "checked": list(invariants.RULES),
            "broken": [
                {
                    "invariant": one.invariant,
                    "said": one.said.to(language),
                    "things": list(one.things),
                }
                for one in broken
            ],
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return not broken
    for one in broken:
        click.echo(f"{one.invariant}: {one.said.to(language)} {', '.join(one.things)}", err=True)
    if not broken:
        click.echo(f"{', '.join(invariants.RULES)}: ok", err=True)
    return not broken
