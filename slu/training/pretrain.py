"""`python -m slu.training.pretrain CONFIG`: pretraining where only the libraries of learning are
installed (torch, transformers, tokenizers, accelerate, safetensors, numpy, PyYAML).

Every option may be named as `--option-name VALUE`; under `torchrun -m` it uses all processes.
`malgwi pretrain` does the same with a progress bar.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, get_type_hints

import yaml

from slu.errors import MalgwiError
from slu.training.pretraining.options import PretrainOptions, read_options
from slu.training.pretraining.progress import News, line


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    named = vars(_parser().parse_args(arguments))
    config = named.pop("config")
    try:
        from slu.training.pretraining.loop import pretrain

        options = read_options(config, named)
        finished = pretrain(options, _print)
        if finished:
            print(f"인코더를 {options.out}에 썼습니다.", flush=True)
        else:
            print("정한 시간이 지나 저장했습니다. 같은 명령으로 이어집니다.", flush=True)
    except MalgwiError as fault:
        return _failed(fault)
    except OSError as fault:
        return _failed(f"파일을 읽거나 쓸 수 없습니다: {fault}")
    return 0


def _failed(said: object) -> int:
    print(said, file=sys.stderr, flush=True)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m slu.training.pretrain", description="묶은 말뭉치로 인코더를 사전학습합니다."
    )
    parser.add_argument("config", type=Path, help="옵션을 적은 YAML 파일")
    for name in sorted(_names(PretrainOptions)):
        # A value is read as YAML reads it, so that it has its kind.
        parser.add_argument(f"--{name.replace('_', '-')}", type=yaml.safe_load)
    return parser


def _names(kind: Any) -> list[str]:
    """The options of all sections."""
    found: list[str] = []
    for name, hint in get_type_hints(kind).items():
        found += _names(hint) if is_dataclass(hint) else [name]
    return found


def _print(news: News) -> None:
    print(line(news), flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
