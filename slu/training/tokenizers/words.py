"""A tokenizer of whole words (`WordLevel`): a word of the vocabulary is a piece, any other [UNK].

Words stand apart by spaces; `Spacing.MORPHEMES` puts these between morphemes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from tokenizers import AddedToken, Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit
from tokenizers.processors import TemplateProcessing

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
"""The pieces with which every vocabulary of ours begins, in this order."""


def learn_words(lines: Iterable[str], size: int, minimal_frequency: int) -> Tokenizer:
    """The most frequent words of lines in which words stand apart, `size` pieces at most; words as
    frequent as each other in the order of their letters."""
    counts = Counter(word for line in lines for word in line.split())
    kept = [word for word, times in counts.items() if times >= minimal_frequency]
    kept.sort(key=lambda word: (-counts[word], word))
    return word_tokenizer([word for word in kept if word not in SPECIAL][: size - len(SPECIAL)])


def word_tokenizer(words: Sequence[str]) -> Tokenizer:
    """The tokenizer of a vocabulary: the special pieces, then `words` (distinct) in their order."""
    vocabulary = {word: id_ for id_, word in enumerate((*SPECIAL, *words))}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    ids = [(piece, vocabulary[piece]) for piece in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=ids
    )
    tokenizer.add_special_tokens([AddedToken(piece, special=True) for piece in SPECIAL])
    return tokenizer
