"""What every model folder shares: written whole or not at all, its files checked when read.

`config.json` holds the format, the encoder's own configuration, and the size and SHA-256 of the
files that must be as they were written. What else a folder holds is not known here.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from slu.errors import ModelError

_CONFIG = "config.json"


@contextmanager
def written_whole(folder: Path) -> Iterator[Path]:
    """A temporary folder to write into, renamed to `folder` in the end; an older one there is
    replaced."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    temporary.chmod(0o755)
    try:
        yield temporary
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    if folder.exists():
        shutil.rmtree(folder)
    temporary.rename(folder)


def write_config(
    folder: Path, format_: int | str, encoder: Mapping[str, Any], checked: Sequence[str]
) -> None:
    """Writes `config.json`, when the files named in `checked` are there."""
    files = {name: _fingerprint(folder / name) for name in checked}
    write_json(folder / _CONFIG, {"format": format_, "encoder": encoder, "files": files})


def read_config(folder: Path, format_: int | str, checked: Sequence[str]) -> dict[str, Any]:
    """The encoder's configuration, once the files named in `checked`, and all others that the
    configuration lists, are found to be as they were written. Raises ModelError naming the file
    at fault."""
    if not folder.is_dir():
        raise ModelError(
            f"{folder}: 모델 폴더가 없습니다. 경로를 확인하거나 모델을 먼저 학습하세요."
        )
    config = read_json(folder / _CONFIG)
    if config.get("format") != format_:
        raise ModelError(
            f"{folder / _CONFIG}: 여기서는 모델 형식 {format_}만 읽습니다"
            f"(폴더의 형식: {config.get('format')}). 그 형식의 폴더를 주거나, 이 판의 말귀로 다시 "
            "만드세요."
        )
    if not isinstance(config.get("files"), dict) or "model_type" not in config.get("encoder", {}):
        raise ModelError(f"{folder / _CONFIG}: 설정이 온전하지 않습니다. 폴더를 다시 받으세요.")
    for name in dict.fromkeys((*checked, *config["files"])):
        _check(folder / name, config["files"].get(name))
    encoder: dict[str, Any] = config["encoder"]
    return encoder


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in a file; raises ModelError when there is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(f"{path}: 파일이 없습니다. 모델 폴더를 다시 받으세요.") from None
    except (ValueError, OSError) as fault:
        raise ModelError(f"{path}: 읽을 수 없는 JSON입니다({fault}). 다시 받으세요.") from fault
    if not isinstance(data, dict):
        raise ModelError(f"{path}: JSON 객체가 아닙니다. 모델 폴더를 다시 받으세요.")
    return data


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Writes a JSON object, readable by people."""
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _check(path: Path, expected: Any) -> None:
    if not path.is_file():
        raise ModelError(f"{path}: 파일이 없습니다. 모델 폴더를 다시 받으세요.")
    size = path.stat().st_size
    if not isinstance(expected, dict) or size != expected.get("bytes"):
        raise ModelError(f"{path}: 파일이 잘렸거나 바뀌었습니다({size:,}바이트). 다시 받으세요.")
    if _fingerprint(path) != expected:
        raise ModelError(f"{path}: 내용이 바뀌었습니다(SHA-256 불일치). 모델 폴더를 다시 받으세요.")


def _fingerprint(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
