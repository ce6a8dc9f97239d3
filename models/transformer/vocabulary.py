"""Cuts an encoder's word embeddings to some of its rows. Which rows is the caller's choice."""

from __future__ import annotations

from dataclasses import replace

import torch

from models.transformer.e5 import E5

_EMBEDDINGS = "embeddings.word_embeddings.weight"


def keep_pieces(e5: E5, keep: list[int]) -> E5:
    """The same encoder with only the pieces `keep`, renumbered in that order; `keep` begins
    with the special pieces bos, pad, eos and unk."""
    config = type(e5.config).from_dict(e5.config.to_dict())
    config.vocab_size = len(keep)
    new = {old: at for at, old in enumerate(keep)}
    config.bos_token_id, config.eos_token_id = new[e5.bos], new[e5.eos]
    config.pad_token_id = new[e5.pad]
    rows = e5.tensors[_EMBEDDINGS][torch.tensor(keep)]
    return replace(
        e5,
        config=config,
        tensors=e5.tensors | {_EMBEDDINGS: rows.clone()},
        pieces=tuple(e5.pieces[i] for i in keep),
        scores=tuple(e5.scores[i] for i in keep),
        bos=new[e5.bos],
        eos=new[e5.eos],
        pad=new[e5.pad],
        unk=new[e5.unk],
    )
