"""What tests of word vectors share: small vectors, a cutter without Kiwi, tiny sets of data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from models.static.vectors import WordVectors
from slu.evaluation.words.static import Cutter, StaticEmbedder
from slu.training.tokenizers.words import word_tokenizer
from slu.training.vectors.folder import Vectors, save_vectors

Rows = Mapping[str, Sequence[float]]
SQUARE: Rows = {
    "왕": (1, 0, 0, 1),
    "여왕": (0, 1, 0, 1),
    "아들": (1, 0, 1, 0),
    "딸": (0, 1, 1, 0),
    "배": (0, 0, 1, 1),
}


class SpaceCutter(Cutter):
    """Words apart by spaces, without Kiwi."""

    def cut(self, sentences: Sequence[str]) -> list[list[str]]:
        return [sentence.split() for sentence in sentences]


def vectors_of(rows: Rows, family: str = "skipgram") -> Vectors:
    return Vectors(WordVectors(list(rows), np.array(list(rows.values()), np.float32)), family)


def one_hot(words: Sequence[str]) -> Vectors:
    return Vectors(WordVectors(words, None), "onehot")


def static(vectors: Vectors, name: str = "small") -> StaticEmbedder:
    return StaticEmbedder(name, vectors, SpaceCutter())


def save(vectors: Vectors, folder: Path, **training: float) -> Path:
    save_vectors(vectors, folder, training, "# 작은 벡터\n")
    return folder


class Ids(torch.nn.Module):
    """An encoder whose state of a piece is its number, and one more in the layer below."""

    class config:
        hidden_size, model_type, max_position_embeddings = 2, "ids", 16

    device = torch.device("cpu")

    def forward(self, input_ids, attention_mask, output_hidden_states):
        class Found:
            last_hidden_state = torch.stack([input_ids, attention_mask], -1).float()
            hidden_states = (last_hidden_state + 1, last_hidden_state)

        return Found


def words_tokenizer() -> Tokenizer:
    """Numbers 배 5, 를 6, 먹다 7."""
    return word_tokenizer(["배", "를", "먹다"])


def write_sets(home: Path) -> None:
    """The sets of the probes, tiny, where the data folder has them."""
    files = {
        "data/word-eval/WS353_korean.csv": "\ufeffword 1,word 2,kor_score\n"
        "왕,여왕,8.0\n왕,딸,1.5\n아들,딸,7.5\n아들,배,4\n왕,없는말,3\n",
        "data/word-eval/word_analogy_korean.txt": ": family\n왕 여왕 아들 딸\n왕 여왕 배 아들\n"
        ": other\n왕 여왕 아들 공주\n",
        "data/wic-ko/train.tsv": _senses(("[배]를 먹다", "[배]를 타다", "False")),
        "data/wic-ko/dev.tsv": _senses(
            ("[배]를 먹다", "[배]를 깎다", "True"), ("[배]가 뜨다", "[배]가 고프다", "False")
        ),
        "data/korsts/sts-train.tsv": _graded(("왕 딸", "왕 딸", 5)),
        "data/korsts/sts-dev.tsv": _graded(
            ("왕", "여왕", 4.5), ("왕", "딸", 0.5), ("아들", "딸", 4)
        ),
        "data/nsmc/train.tsv": "text\tpositive\n" + "왕 아들\t1\n여왕 딸\t0\n" * 8,
        "data/nsmc/dev.tsv": "text\tpositive\n왕\t1\n딸\t0\n",
        "data/speech-acts/3i4k_train_val.txt": "".join(
            f"{n % 2}\t{'왕' if n % 2 else '딸'} {n}번\n" for n in range(40)
        ),
        "data/massive-ko/train.jsonl": _requests("왕 오게 해", "딸 보내 줘", 8),
        "data/massive-ko/dev.jsonl": _requests("왕 오라고 해", "딸 보내라고 해", 1),
    }
    for name, text in files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _senses(*rows: tuple[str, str, str]) -> str:
    header = "ID\tTarget\tSENTENCE1\tDictionary 1\tLink 1\tSENTENCE2\tDictionary 2\tLink2\tANSWER"
    lines = [f"{n}\t배\t{a}\t1\t-\t{b}\t2\t-\t{answer}" for n, (a, b, answer) in enumerate(rows)]
    return "\n".join([header, *lines]) + "\n"


def _graded(*rows: tuple[str, str, float]) -> str:
    header = "genre\tfilename\tyear\tid\tscore\tsentence1\tsentence2"
    lines = [f"g\tf\ty\t{n}\t{grade}\t{a}\t{b}" for n, (a, b, grade) in enumerate(rows)]
    return "\n".join([header, *lines]) + "\n"


def _requests(call: str, send: str, times: int) -> str:
    rows = [(call, "call"), (send, "send")] * times
    lines = [
        f'{{"id": "{n}", "intent": "{intent}", "utt": "{text}", "annot_utt": "{text}"}}'
        for n, (text, intent) in enumerate(rows)
    ]
    return "\n".join(lines) + "\n"
