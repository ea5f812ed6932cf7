"""Files appear whole or not at all, whatever fails in between."""

import os
from pathlib import Path

import pytest

from verify.files import write_whole


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, failing):
    target = tmp_path / "out.json"
    write_whole(target, b"old")

    def fail(*_):
        raise OSError("no space left")

    monkeypatch.setattr(os, failing, fail)
    with pytest.raises(OSError, match="no space left"):
        write_whole(target, b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_text_is_utf8_and_missing_folders_are_made(tmp_path):
    write_whole(tmp_path / "a" / "b.md", "σ ≤ 1\n")
    assert (tmp_path / "a" / "b.md").read_bytes() == "σ ≤ 1\n".encode()


def test_permissions_are_those_of_any_new_file(tmp_path):
    (tmp_path / "plain").write_bytes(b"")
    write_whole(tmp_path / "whole", b"")
    assert (tmp_path / "whole").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_device_is_written_to_and_stays_a_device():
    write_whole(Path(os.devnull), "gone")
    assert not Path(os.devnull).is_file()


def test_a_folder_is_refused_and_stays(tmp_path):
    with pytest.raises(OSError, match=str(tmp_path)):
        write_whole(tmp_path, "x")
    assert tmp_path.is_dir()
