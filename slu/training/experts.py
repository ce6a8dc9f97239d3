"""Fits the further opinions on the intent (`models.heads.experts`) when the network has learned.

Both are convex: logistic regression on all examples at once; what they read does not learn with
them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.heads.experts import BUCKETS, Experts, mean_direction
from slu.core import Utterance
from slu.errors import ModelError
from slu.training.options import ExpertOptions
from slu.understanding.batches import collate, truncate
from slu.understanding.predictor import Predictor

# Of the squared weights beside the loss of all examples; chosen on dev (bench.few_shot).
_NGRAM_DECAY, _MIDDLE_DECAY = 1 / 30, 1 / 10
_STEPS = 200
_AT_ONCE = 64


@torch.no_grad()
def fit_experts(
    predictor: Predictor, examples: Sequence[Utterance], options: ExpertOptions
) -> Experts:
    """Experts that learned from `examples`, each with an intent. Raises ModelError for an encoder
    of fewer layers, or one that looks inside words."""
    _check(predictor, options)
    model, names = predictor.model.eval(), predictor.labels.intents
    own = len(examples) / len(names) / options.even
    experts = Experts(model.encoder.config.hidden_size, len(names), options.layer, own)
    given = sorted(examples, key=lambda example: len(example.text))  # alike in length together
    cut = predictor.subwords.cut_all([example.text for example in given])
    rows = [truncate(row, predictor.positions) for row in cut]
    whole = collate(rows, predictor.subwords)
    experts.ngrams.count(whole.ids, F.pad(whole.pieces, (1, 1)))
    said, means = [], []
    for at in range(0, len(rows), _AT_ONCE):
        batch = collate(rows[at : at + _AT_ONCE], predictor.subwords)
        pieces = F.pad(batch.pieces, (1, 1))
        said.append(_sparse(*experts.ngrams.read(batch.ids, pieces)))
        layers = model.encode(batch.to(predictor.device), layers=True).hidden_states
        means.append(mean_direction(layers[options.layer].cpu(), pieces))
    intents = torch.tensor([names.index(str(example.intent)) for example in given])
    ngrams, known = experts.ngrams, torch.cat(means)
    experts.middle.centre.copy_(known.mean(0))
    _regress(experts.middle, lambda: experts.middle(known), intents, _MIDDLE_DECAY)
    shares = torch.cat(said)
    _regress(
        ngrams, lambda: torch.sparse.mm(shares, ngrams.weight) + ngrams.bias, intents, _NGRAM_DECAY
    )
    return experts.to(predictor.device)


def _sparse(keys: Tensor, shares: Tensor) -> Tensor:
    """What `NgramExpert.read` gives as a sparse matrix (examples, buckets): many examples are
    learned from in the time of their n-grams."""
    rows = torch.arange(len(keys))[:, None].expand_as(keys)
    where = torch.stack([rows.flatten(), keys.flatten()])
    size = (len(keys), BUCKETS)
    return torch.sparse_coo_tensor(where, shares.flatten(), size, check_invariants=True).coalesce()


def _check(predictor: Predictor, options: ExpertOptions) -> None:
    layers = int(predictor.model.encoder.config.num_hidden_layers)
    if options.layer > layers:
        raise ModelError(
            f"인코더의 층은 {layers}개인데 experts의 layer가 {options.layer}입니다. "
            f"{layers} 이하로 하세요."
        )
    if predictor.subwords.spelling is not None:
        raise ModelError("낱말 속을 보는 인코더에는 experts가 없습니다. layer를 0으로 하세요.")


@torch.enable_grad()
def _regress(
    expert: nn.Module, logits: Callable[[], Tensor], intents: Tensor, decay: float
) -> None:
    """Logistic regression to its one minimum; `decay` of the squared weights, not of biases."""
    optimiser = torch.optim.LBFGS(
        expert.parameters(), max_iter=_STEPS, history_size=10, line_search_fn="strong_wolfe"
    )
    weights = [parameter for parameter in expert.parameters() if parameter.ndim > 1]

    def closure() -> Tensor:
        optimiser.zero_grad()
        loss = F.cross_entropy(logits(), intents, reduction="sum")
        loss = loss + decay / 2 * torch.stack([weight.pow(2).sum() for weight in weights]).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
