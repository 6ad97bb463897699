"""The store of files keeps what it was given, once, whole, and says when it can't."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pytest

from engine.gateways.files import FileDamaged, FileGone, Files, FolderFiles, MemoryFiles
from engine.gateways.trouble import FilesUnusable

SCAN = b"%PDF-1.7 a scan"


@pytest.fixture(params=["folder", "memory"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    return FolderFiles(tmp_path / "files") if request.param == "folder" else MemoryFiles()


def test_what_was_put_is_known_by_its_content_and_comes_back(files: Files) -> None:
    digest = files.put(SCAN)

    assert digest == hashlib.sha256(SCAN).hexdigest()
    assert files.exists(digest)
    assert files.get(digest) == SCAN


def test_the_same_content_is_kept_once(files: Files) -> None:
    first, second = files.put(SCAN), files.put(SCAN)
    other = files.put(b"another")

    assert first == second
    assert list(files.digests()) == sorted([first, other])


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", "", "A" * 64])
def test_what_was_never_put_is_not_there(files: Files, name: str) -> None:
    with pytest.raises(FileGone):
        files.get(name)


def test_a_file_changed_on_the_disk_is_refused_and_can_be_put_anew(tmp_path: Path) -> None:
    files = FolderFiles(tmp_path)
    digest = files.put(SCAN)
    files.path(digest).write_bytes(SCAN[:4])

    with pytest.raises(FileDamaged):
        files.get(digest)

    files.put(SCAN)
    assert files.get(digest) == SCAN


def test_a_failed_write_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = FolderFiles(tmp_path)

    def disk_full(handle: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("os.fsync", disk_full)
    with pytest.raises(FilesUnusable) as refusal:
        files.put(SCAN)

    assert refusal.value.why == "no space left on device"
    assert list(files.digests()) == []
    assert [place for place in tmp_path.rglob("*") if place.is_file()] == []


def test_what_nobody_wants_is_dropped_once_it_is_old(tmp_path: Path) -> None:
    files = FolderFiles(tmp_path)
    wanted, unwanted, young, again = (files.put(text) for text in (b"a", b"b", b"c", b"d"))
    half_written = files.path(unwanted).with_name(".incoming-x")
    half_written.write_bytes(b"hal")
    for place in (*(files.path(each) for each in (wanted, unwanted, again)), half_written):
        os.utime(place, (0, 0))
    files.put(b"d")

    dropped = files.drop_old({wanted}, older_than=timedelta(days=1))

    assert dropped == 2
    assert sorted(files.digests()) == sorted([wanted, young, again])
    assert not half_written.exists()
