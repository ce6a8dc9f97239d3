"""Trains one tokenizer from lines of text. Choosing the lines and writing it is not done here.

Every kind but `word` has the same frame: NFKC, words marked with ▁, special pieces 0 to 4,
`[CLS] $A [SEP]`. WordPiece has the vocabulary of BPE (the library learns both alike) and cuts by
the longest match.

Sources: Sennrich et al. 2016 (BPE), arXiv 1508.07909; Schuster and Nakajima 2012 (WordPiece);
Kudo 2018 (Unigram), arXiv 1804.10959.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tokenizers import AddedToken, Tokenizer
from tokenizers.decoders import Metaspace as MetaspaceDecoder
from tokenizers.models import BPE, Model, Unigram, WordPiece
from tokenizers.processors import TemplateProcessing
from tokenizers.trainers import BpeTrainer, Trainer, UnigramTrainer

from slu.errors import DataError
from slu.training.tokenizers.alphabet import WORD, Alphabet
from slu.training.tokenizers.marks import marked
from slu.training.tokenizers.options import TokenizerOptions
from slu.training.tokenizers.words import SPECIAL, learn_words

_UNKNOWN = SPECIAL.index("[UNK]")
_LONGEST_PIECE = 16
_BYTES = tuple(f"<0x{byte:02X}>" for byte in range(256))
_BYTE_SCORE = -20.0  # below any learned piece


def train_tokenizer(
    lines: Sequence[str], options: TokenizerOptions, watch: Callable[[int], None]
) -> Tokenizer:
    """A tokenizer of `options.size` pieces, or fewer when the text does not give as many; `watch`
    hears how many lines were read. Raises DataError when the alphabet alone is larger."""
    if options.kind == "word":
        return learn_words(lines, options.size, options.minimal_frequency)
    return learn_tokenizer(marked(lines, options, watch), Alphabet.of(lines, options), options)


def learn_tokenizer(
    texts: Iterable[str], alphabet: Alphabet, options: TokenizerOptions
) -> Tokenizer:
    """The same from texts that are marked already (`marks`), with their alphabet."""
    bytes_ = _BYTES if options.fallback == "byte" else ()
    size = options.size - len(bytes_)
    if len(alphabet.characters) + len(SPECIAL) >= size:
        raise DataError(
            f"글자만 {len(alphabet.characters):,}가지라 size {options.size:,}에 다 담지 못합니다. "
            "size나 minimal_frequency를 늘리세요."
        )
    learner = Tokenizer(Unigram() if options.kind == "unigram" else BPE())
    learner.normalizer = alphabet.normaliser()
    learner.pre_tokenizer = alphabet.learning_pre_tokenizer()
    trainer = _trainer(options, size, sorted({WORD, *alphabet.characters}))
    learner.train_from_iterator(texts, trainer)
    model = json.loads(learner.to_str())["model"]
    return framed(_finished(model, options, bytes_), alphabet)


def framed(model: Model, alphabet: Alphabet) -> Tokenizer:
    """The model with everything around it that makes it a BERT tokenizer of ours."""
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = alphabet.normaliser()
    tokenizer.pre_tokenizer = alphabet.pre_tokenizer()
    ids = [(piece, SPECIAL.index(piece)) for piece in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=ids
    )
    tokenizer.decoder = MetaspaceDecoder()
    # A blank takes the space before it along, so that no lone ▁ stays there.
    tokenizer.add_special_tokens(
        [AddedToken(piece, special=True, lstrip=piece == "[MASK]") for piece in SPECIAL]
    )
    return tokenizer


def _trainer(options: TokenizerOptions, size: int, alphabet: list[str]) -> Trainer:
    common: dict[str, Any] = {
        "vocab_size": size,
        "special_tokens": list(SPECIAL),
        "initial_alphabet": alphabet,
        "show_progress": False,
    }
    if options.kind == "unigram":
        return UnigramTrainer(unk_token="[UNK]", max_piece_length=_LONGEST_PIECE, **common)
    return BpeTrainer(
        min_frequency=options.minimal_frequency, max_token_length=_LONGEST_PIECE, **common
    )


def _finished(model: dict[str, Any], options: TokenizerOptions, bytes_: tuple[str, ...]) -> Model:
    """The learned model as it will cut, with the byte pieces if there are any."""
    vocabulary = model["vocab"]
    if options.kind == "unigram":
        scored = [(piece, float(score)) for piece, score in vocabulary]
        scored += [(piece, _BYTE_SCORE) for piece in bytes_]
        return Unigram(scored, _UNKNOWN, bool(bytes_))
    if options.kind == "wordpiece":
        return WordPiece(vocabulary, unk_token="[UNK]", continuing_subword_prefix="")
    vocabulary |= {piece: len(vocabulary) + i for i, piece in enumerate(bytes_)}
    merges = [tuple(pair) for pair in model["merges"]]
    return BPE(vocabulary, merges, unk_token="[UNK]", byte_fallback=bool(bytes_))
