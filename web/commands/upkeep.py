"""``motcua verify``, ``backup`` and ``restore``: prove that nothing is lost."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click

from engine.gateways import backup as copies
from engine.office import Office
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
    """Copy database and files into a new FOLDER, and verify the copy."""
    settings = Settings.from_environment()
    with opened(settings) as office:
        copies.make(settings.home, office.database, folder.absolute(), office.now())
    context.exit(0 if _copy_is_whole(context, settings, folder.absolute()) else 1)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.pass_context
def restore(context: click.Context, folder: Path) -> None:
    """Fill an empty MOTCUA_HOME from the copy in FOLDER, and verify it."""
    home = Settings.home_from_environment()
    copies.put_back(folder.absolute(), home)
    settings = Settings.from_environment()
    context.exit(0 if _copy_is_whole(context, settings, home) else 1)


def _copy_is_whole(context: click.Context, settings: Settings, home: Path) -> bool:
    url = f"sqlite:///{home / copies.DATABASE}"
    with opened(replace(settings, home=home, database_url=url)) as office:
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
