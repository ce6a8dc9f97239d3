"""What can be chosen in fine-tuning: one frozen dataclass, filled by YAML or the command line."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from slu.errors import DataError


@dataclass(frozen=True, slots=True)
class FinetuneOptions:
    """Options of joint fine-tuning.

    `encoder`: `e5-small` (made here from its package), a `transformers` folder or a hub name.
    `train`, `dev`: files of any format that `slu.data` reads, by path or within the data folder.
    `out`: the model folder to write. `layer_decay`: each lower layer's rate is so many times
    the one above. `written`: the share of examples rewritten as recognisers write.
    `tune_embeddings`: whether the word embeddings learn too. `precision`: `fp32` or `bf16`.
    """

    train: str
    dev: str
    out: str
    encoder: str = "e5-small"
    epochs: int = 10
    batch_size: int = 32
    encoder_rate: float = 1.5e-4
    head_rate: float = 1e-3
    layer_decay: float = 0.95
    weight_decay: float = 0.01
    warmup: float = 0.1
    dropout: float = 0.1
    written: float = 0.25
    tune_embeddings: bool = False
    precision: str = "fp32"
    seed: int = 0

    def __post_init__(self) -> None:
        if self.epochs < 1 or self.batch_size < 1:
            raise DataError("epochs와 batch_size는 1 이상이어야 합니다.")
        if self.precision not in ("fp32", "bf16"):
            raise DataError(f"precision은 fp32나 bf16이어야 합니다(받은 값: {self.precision}).")


def read_options(path: Path | None, overrides: dict[str, Any]) -> FinetuneOptions:
    """Options from a YAML file, then from what the command line named (None: not named).

    Raises DataError for a file that is not a YAML mapping, an unknown key, a value of the
    wrong kind, or a missing `train`, `dev` or `out`.
    """
    given: dict[str, Any] = {} if path is None else _read_yaml(path)
    given |= {key: value for key, value in overrides.items() if value is not None}
    known = {field.name: field for field in fields(FinetuneOptions)}
    for key, value in given.items():
        if key not in known:
            raise DataError(f"모르는 옵션 '{key}'. 쓸 수 있는 옵션: {', '.join(known)}", path)
        given[key] = _as_kind(key, value, str(known[key].type), path)
    missing = [key for key in ("train", "dev", "out") if key not in given]
    if missing:
        raise DataError(f"빠진 옵션이 있습니다: {', '.join(missing)}", path)
    return FinetuneOptions(**given)


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        raise DataError(f"설정 파일을 읽을 수 없습니다({fault}).", path) from fault
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = None if mark is None else mark.line + 1
        raise DataError(
            "YAML 문법이 틀렸습니다. 들여쓰기와 콜론을 확인하세요.", path, line
        ) from fault
    if not isinstance(data, dict):
        raise DataError("`옵션: 값` 꼴의 YAML이어야 합니다.", path)
    return data


def _as_kind(key: str, value: Any, kind: str, path: Path | None) -> Any:
    kinds = {"str": str, "int": int, "float": float, "bool": bool}
    wanted = kinds[kind]
    if wanted is float and isinstance(value, (int, float, str)) and not isinstance(value, bool):
        try:
            return float(value)  # YAML reads 1e-4 as a string
        except ValueError:
            pass
    elif type(value) is wanted:
        return value
    raise DataError(f"'{key}'의 값 {value!r}이(가) 맞지 않습니다({kind}이어야 합니다).", path)
