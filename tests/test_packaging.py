"""The wheel is whole: what the repository holds runs when it is installed elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests import repository
from tests.repository import ROOT

OURS = ("bpmn", "engine", "reports", "web")
NOT_SHIPPED = ("web/assets/",)


@dataclass(frozen=True)
class Elsewhere:
    """A folder into which the wheel was installed, and a desk far from the repository."""

    wheel: Path
    installed: Path
    desk: Path

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command with nothing of ours in sight but the installed wheel."""
        settings = {k: v for k, v in os.environ.items() if not k.startswith("MOTCUA_")}
        settings |= {"PYTHONPATH": str(self.installed), "MOTCUA_HOME": str(self.desk / "var")}
        return subprocess.run(
            [sys.executable, "-P", *command],
            cwd=self.desk,
            env=settings,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def motcua(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command that the wheel brings."""
        return self.run(str(self.installed / "bin" / "motcua"), *arguments)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Elsewhere:
    """Build the wheel from a copy of the repository and install it into another folder."""
    home = tmp_path_factory.mktemp("elsewhere")
    source, wheels, installed, desk = (home / name for name in ("source", "wheels", "lib", "desk"))
    desk.mkdir()
    for name in [*repository.files(), *_built()]:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, source / name)
    python = ["--python", sys.executable, "--quiet", "--offline"]
    _uv("build", "--wheel", "--no-build-isolation", *python, "--out-dir", str(wheels), str(source))
    (wheel,) = wheels.glob("*.whl")
    _uv("pip", "install", "--no-deps", *python, "--target", str(installed), str(wheel))
    return Elsewhere(wheel, installed, desk)


def test_the_wheel_carries_every_file_of_our_packages(elsewhere: Elsewhere) -> None:
    ours = [name for name in [*repository.files(), *_built()] if name.split("/")[0] in OURS]
    expected = {name for name in ours if not name.startswith(NOT_SHIPPED)}

    with zipfile.ZipFile(elsewhere.wheel) as wheel:
        carried = {name for name in wheel.namelist() if ".dist-info/" not in name}

    assert expected - carried == set()
    assert carried - expected == set()


def test_the_wheel_carries_what_esbuild_made(elsewhere: Elsewhere) -> None:
    dist = elsewhere.installed / "web" / "static" / "dist"

    assert {"app.css", "app.js", "viewer.css", "viewer.js", "print-fonts.css"} <= {
        file.name for file in dist.iterdir()
    }


def test_each_package_is_found_in_the_wheel(elsewhere: Elsewhere) -> None:
    code = f"import {', '.join(OURS)}; print(*(m.__file__ for m in ({', '.join(OURS)})), sep='\\n')"

    found = elsewhere.run("-c", code).stdout.splitlines()

    assert found == [str(elsewhere.installed / name / "__init__.py") for name in OURS]


def test_an_office_is_migrated_from_the_wheel(elsewhere: Elsewhere) -> None:
    migrated = elsewhere.motcua("migrate")

    assert migrated.returncode == 0, migrated.stderr
    assert list((elsewhere.desk / "var").iterdir())


def test_the_shipped_procedures_pass_the_check_from_the_wheel(elsewhere: Elsewhere) -> None:
    procedures = sorted((elsewhere.installed / "bpmn").glob("*/procedure.toml"))

    checked = elsewhere.motcua("check", *(str(file.parent) for file in procedures))

    assert procedures
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("name", OURS)
def test_no_other_distribution_installs_a_package_of_our_name(name: str) -> None:
    owners = set(packages_distributions().get(name, []))

    assert owners <= {"motcua"}


def _built() -> list[str]:
    dist = ROOT / "web" / "static" / "dist"
    return [str(file.relative_to(ROOT)) for file in sorted(dist.rglob("*")) if file.is_file()]


def _uv(*arguments: str) -> None:
    program = Path(sys.executable).with_name("uv")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
