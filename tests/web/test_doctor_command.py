"""What is wrong in the office's folder is told before somebody meets it on a screen."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from web.cli import main


def looked(home: Path) -> str:
    """What the command says of a machine with this folder, in English."""
    settings = {"MOTCUA_HOME": str(home), "MOTCUA_LANGUAGE": "en"}
    return CliRunner().invoke(main, ["doctor"], env=settings).stderr


def test_an_office_without_a_list_of_causes_has_the_shipped_one(tmp_path: Path) -> None:
    assert "ok       list of causes" in looked(tmp_path)


def test_a_list_of_causes_with_a_mistake_is_named_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "late_causes.toml").write_text('source = "Tỉnh"\n[[causes]]\nkey = "storm"\n')

    assert "late_causes.toml has mistakes: causes[1].name: This is missing. (2 in all)." in looked(
        tmp_path
    )
