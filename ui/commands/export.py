"""`malgwi export`: a trained model for other programs to run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands import load


def onnx(
    model: Annotated[Path, typer.Argument(metavar="모델", help="내보낼 모델 폴더.")],
    out: Annotated[Path, typer.Argument(metavar="폴더", help="쓸 폴더.")],
    int8: Annotated[
        bool, typer.Option("--int8", help="가중치를 8비트로. 더 빠르고, 점수가 조금 다릅니다.")
    ] = False,
) -> None:
    """모델을 ONNX Runtime과 Triton이 읽는 폴더로 내보내고, 점수가 같은지 확인합니다."""
    with load.busy("내보내는 중…"):
        from slu.understanding.onnx_export import export_onnx

        written = export_onnx(model, out, int8)
    typer.echo(
        f"{written.folder}에 썼습니다({written.bytes / 1e6:,.1f} MB). "
        f"원래 모델과의 차이: {written.difference:.1e} (점수는 {written.largest:.1f}까지)"
    )


def elmo(
    encoder: Annotated[Path, typer.Argument(metavar="인코더", help="사전학습한 ELMo의 폴더.")],
    out: Annotated[Path, typer.Argument(metavar="폴더", help="쓸 폴더.")],
) -> None:
    """ELMo를 8비트로 줄여 씁니다. 미세조정에 필요한 것만 담습니다."""
    with load.busy("줄이는 중…"):
        from slu.training.elmo_encoder import save_small

        save_small(encoder, out)
    size = sum(path.stat().st_size for path in out.iterdir())
    typer.echo(f"{out}에 썼습니다({size / 1e6:,.1f} MB).")


def bert(
    encoder: Annotated[
        Path, typer.Argument(metavar="인코더", help="사전학습한(mlm) 인코더의 폴더.")
    ],
    out: Annotated[Path, typer.Argument(metavar="폴더", help="쓸 폴더.")],
) -> None:
    """BERT를 8비트로 줄여 씁니다. 빈칸을 맞히는 머리도 담습니다."""
    with load.busy("줄이는 중…"):
        from slu.training.bert_encoder import save_small

        save_small(encoder, out)
    size = sum(path.stat().st_size for path in out.iterdir())
    typer.echo(f"{out}에 썼습니다({size / 1e6:,.1f} MB).")
