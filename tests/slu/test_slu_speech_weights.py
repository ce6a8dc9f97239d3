"""Finding weights: joined from packages, checked, made good again; folders and hub names."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from huggingface_hub.errors import LocalEntryNotFoundError

from slu.errors import ModelError, NetworkError
from slu.speech import weights
from slu.speech.weights import weights_folder

PARTS = (b"first part, " * 1000, b"second part")


@pytest.fixture
def packages(tmp_path, monkeypatch):
    """Two small packages in place of the real ones, and an empty cache."""
    folders = (tmp_path / "one", tmp_path / "two")
    for folder, data in zip(folders, PARTS, strict=True):
        folder.mkdir()
        (folder / "part").write_bytes(data)
    digest = hashlib.sha256(b"".join(PARTS)).hexdigest()
    file = weights._File("model.bin", digest, ((0, "part"), (1, "part")))
    monkeypatch.setattr(weights, "_FILES", (file,))
    monkeypatch.setattr(weights, "_package_folders", lambda: folders)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folders


def test_whisper_base_is_the_published_model():
    folder = weights_folder()
    names = {path.name for path in folder.iterdir()}
    assert names == {"model.bin", "config.json", "tokenizer.json", "vocabulary.txt"}
    digest = hashlib.sha256((folder / "model.bin").read_bytes()).hexdigest()
    assert digest == "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"


def test_parts_are_joined_and_nothing_else_is_left(packages):
    folder = weights_folder()
    assert (folder / "model.bin").read_bytes() == b"".join(PARTS)
    assert [path.name for path in folder.iterdir()] == ["model.bin"]


@pytest.mark.parametrize("damage", [b"", b"first part", b"x" * len(b"".join(PARTS))])
def test_a_damaged_cache_is_made_good(packages, damage):
    file = weights_folder() / "model.bin"
    file.write_bytes(damage)
    assert (weights_folder() / "model.bin").read_bytes() == b"".join(PARTS)


def test_a_good_cache_is_left_alone(packages):
    before = (weights_folder() / "model.bin").stat().st_ino
    assert (weights_folder() / "model.bin").stat().st_ino == before


def test_many_at_once_find_a_whole_file(packages):
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: weights_folder() / "model.bin", range(32)))
    assert {path.read_bytes() for path in found} == {b"".join(PARTS)}
    assert [path.name for path in found[0].parent.iterdir()] == ["model.bin"]


def test_damaged_packages_are_refused(packages):
    (packages[1] / "part").write_bytes(b"something else")
    with pytest.raises(ModelError, match=r"model\.bin의 SHA-256이 다릅니다"):
        weights_folder()
    assert not list((weights.cache_home() / "whisper-base").iterdir())


def test_a_cache_that_cannot_be_written(packages, tmp_path):
    (tmp_path / "cache").write_text("a file where a folder should be")
    with pytest.raises(ModelError, match="준비하지 못했습니다"):
        weights_folder()


def test_folders_are_taken_as_they_are(tmp_path):
    with pytest.raises(ModelError, match=r"model\.bin 파일이 없습니다"):
        weights_folder(tmp_path)
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (tmp_path / name).touch()
    assert weights_folder(tmp_path) == weights_folder(str(tmp_path)) == tmp_path


@pytest.mark.parametrize("name", ["enormous", "/no/such/folder"])
def test_unknown_names(name):
    with pytest.raises(ModelError, match="아는 음성 인식 모델도"):
        weights_folder(name)


def test_without_a_hub(monkeypatch):
    def unreachable(name):
        raise LocalEntryNotFoundError("no network")

    monkeypatch.setattr(weights, "download_model", unreachable)
    with pytest.raises(NetworkError, match="'small'을"):
        weights_folder("small")
    monkeypatch.setattr(weights, "_package_folders", lambda: None)
    with pytest.raises(NetworkError, match="'base'을"):
        weights_folder()


def test_a_size_comes_from_the_hub(monkeypatch, tmp_path):
    monkeypatch.setattr(weights, "download_model", lambda name: str(tmp_path / name))
    assert weights_folder("large-v3") == tmp_path / "large-v3"
