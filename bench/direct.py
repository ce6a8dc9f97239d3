"""Understanding without text beside the cascade: does Whisper's encoder alone tell the intent?

    python -m bench.direct [--train FILE] [--dev FILE] [--json OUT] [--model FOLDER]

Sentences of MASSIVE's train are spoken by three synthetic voices (`bench.direct_sounds`), a head
learns from the encoder's states of these sounds (`bench.direct_learning`), and is measured on
sentences of dev spoken by two other voices. On the same sounds: the recogniser and the shipped
model, once free to take any of its intents and once held to those of the head; a classifier of
character n-grams that saw no more sentences than the head did, on the recogniser's text; and both
on the written text. Sounds, states and transcripts are kept under `build/direct`.

What a synthetic voice with a foreign accent is worth says `bench.voice`: the figures compare ways,
they do not tell how well anything understands people.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import numpy.typing as npt
import typer
from rich.console import Console
from rich.progress import track
from safetensors.numpy import load_file, save_file
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from bench.direct_learning import HeadOptions, cross_validated, learn
from bench.direct_sounds import LEARNING_VOICES, MEASURING_VOICES, Sizes, sounds
from bench.results import write_results
from slu.data.recordings import Recording
from slu.errors import MalgwiError
from slu.evaluation.bootstrap import bootstrap
from slu.evaluation.characters import character_errors
from slu.paths import DEFAULT_MODEL, ROOT, find_data
from slu.speech import FasterWhisperRecogniser, load_audio
from slu.speech.encoder_states import States, encoder_states
from slu.understanding.direct import DirectIntents
from slu.understanding.model_folder import load_folder

CACHE: Final = ROOT / "build" / "direct"
_SEEDS: Final = (0, 1, 2)
_note = Console(stderr=True)
Right = npt.NDArray[np.float64]


def main(
    train: Annotated[Path, typer.Option(help="배울 예문")] = Path("data/massive-ko/train.jsonl"),
    dev: Annotated[Path, typer.Option(help="잴 예문")] = Path("data/massive-ko/dev.jsonl"),
    out: Annotated[Path | None, typer.Option("--json", help="결과를 쓸 JSON 파일")] = None,
    model: Annotated[Path, typer.Option(help="배운 모델을 둘 폴더")] = CACHE / "model",
) -> None:
    """소리에서 바로 의도를 아는 머리를 가르치고, 받아쓰고 알아듣는 길과 견줍니다."""
    try:
        found = measure(find_data(str(train)), find_data(str(dev)), Sizes(), model)
    except MalgwiError as error:
        _note.print(str(error))
        raise typer.Exit(1) from error
    Console().print_json(data=found)
    if out is not None:
        write_results(out, found)


def measure(
    train: Path, dev: Path, sizes: Sizes, model: Path, cache: Path = CACHE
) -> dict[str, Any]:
    """The figures of every way; the head of the first seed is left in the folder `model`."""
    learning, measuring = sounds(train, dev, sizes, cache)
    recogniser = FasterWhisperRecogniser.load(threads=1)
    known = _states(learning, recogniser, cache / "learning.safetensors")
    unknown = _states(measuring, recogniser, cache / "measuring.safetensors")
    intents = [str(each.gold.intent) for each in learning]
    gold = [str(each.gold.intent) for each in measuring]
    options = HeadOptions()
    heads = [learn(known, intents, seed, options) for seed in _SEEDS]
    runs = [_right(gold, [_first(head, each) for each in unknown]) for head in heads]
    heard, listening = _heard(measuring, recogniser, cache / "transcripts.json")
    texts = [each.gold.text for each in measuring]
    shares = {"direct": np.mean(runs, axis=0)}
    plain = _of_characters([each.gold.text for each in learning], intents)
    for name, given in (("heard", heard), ("written", texts)):
        free, held = _of_model(given, heads[0].intents)
        shares |= {
            f"model_{name}": _right(gold, free),
            f"model_held_{name}": _right(gold, held),
            f"characters_{name}": _right(gold, plain(given)),
        }
    heads[0].save(model, {"sentences": len(learning), "seed": _SEEDS[0]}, _CARD)
    return {
        "sentences": {"learning": len(learning), "measuring": len(measuring)},
        "intents": list(heads[0].intents),
        "voices": {"learning": list(LEARNING_VOICES), "measuring": list(MEASURING_VOICES)},
        "most_characters": sizes.characters,
        "cer_no_spaces": _cer(texts, heard),
        "ways": {name: _figure(right) for name, right in shares.items()},
        "seeds": [float(run.mean()) for run in runs],
        "less_than_model_held": _figure(shares["direct"] - shares["model_held_heard"]),
        "less_than_characters": _figure(shares["direct"] - shares["characters_heard"]),
        "learning_cross_validated": {
            "known_voices": cross_validated(
                known, intents, [i // len(LEARNING_VOICES) % 5 for i in range(len(known))], options
            ),
            "another_voice": cross_validated(
                known, intents, [i % len(LEARNING_VOICES) for i in range(len(known))], options
            ),
        },
        "voice": _by(shares, [i % len(MEASURING_VOICES) for i in range(len(gold))]),
        "intent": _by(shares, gold),
        "seconds": {"cascade": listening} | _direct_seconds(measuring, recogniser, heads[0]),
    }


def _states(
    recordings: Sequence[Recording], recogniser: FasterWhisperRecogniser, kept: Path
) -> list[States]:
    """Of every recording; those that are kept are of the same recordings in the same order."""
    if not kept.exists() or kept.stat().st_mtime < recordings[0].audio.stat().st_mtime:
        found = [
            encoder_states(recogniser.model, load_audio(each.audio))
            for each in track(recordings, "소리를 읽는 중", console=_note)
        ]
        save_file({f"{i:05d}": each for i, each in enumerate(found)}, kept)
    loaded = load_file(kept)
    return [loaded[name] for name in sorted(loaded)]


def _heard(
    recordings: Sequence[Recording], recogniser: FasterWhisperRecogniser, kept: Path
) -> tuple[list[str], float]:
    """What the recogniser writes, and how many seconds a sound it took at the median."""
    if not kept.exists() or kept.stat().st_mtime < recordings[0].audio.stat().st_mtime:
        texts, seconds = [], []
        for each in track(recordings, "듣는 중", console=_note):
            audio, started = load_audio(each.audio), time.perf_counter()
            texts.append(recogniser.recognise(audio).text)
            seconds.append(time.perf_counter() - started)
        found = {"texts": texts, "seconds": float(np.median(seconds))}
        kept.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    data = json.loads(kept.read_text(encoding="utf-8"))
    return data["texts"], data["seconds"]


def _direct_seconds(
    recordings: Sequence[Recording], recogniser: FasterWhisperRecogniser, head: DirectIntents
) -> dict[str, float]:
    seconds = []
    for each in recordings[:: max(1, len(recordings) // 20)]:
        audio, started = load_audio(each.audio), time.perf_counter()
        head.rank(encoder_states(recogniser.model, audio))
        seconds.append(time.perf_counter() - started)
    return {"direct": float(np.median(seconds))}


def _first(head: DirectIntents, states: States) -> str:
    ranking = head.rank(states)
    return ranking[0].name if ranking else ""


def _of_model(texts: Sequence[str], intents: Sequence[str]) -> tuple[list[str], list[str]]:
    """The shipped model's intents, of all and of these alone; "" of no text."""
    predictor = load_folder(DEFAULT_MODEL)
    found = predictor.predict_all([text or " " for text in texts])
    free = [each.ranking[0].name for each in found]
    held = [next(one.name for one in each.ranking if one.name in intents) for each in found]
    blank = [not text.strip() for text in texts]
    return (
        ["" if empty else name for name, empty in zip(free, blank, strict=True)],
        ["" if empty else name for name, empty in zip(held, blank, strict=True)],
    )


def _of_characters(
    texts: Sequence[str], intents: Sequence[str]
) -> Callable[[list[str]], list[str]]:
    """A classifier by n-grams of one to three characters, learned from these texts."""
    classifier = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 3), sublinear_tf=True),
        LogisticRegression(C=10.0, max_iter=1000),
    ).fit(texts, intents)
    return lambda given: [str(each) for each in classifier.predict(given)]


def _right(gold: Sequence[str], found: Sequence[str]) -> Right:
    return np.array([a == b for a, b in zip(gold, found, strict=True)], np.float64)


def _figure(right: Right) -> dict[str, float]:
    figure = bootstrap(lambda rows: float(right[rows].mean()), len(right))
    return {"value": figure.value, "low": figure.low, "high": figure.high}


def _by(shares: dict[str, Right], groups: Sequence[object]) -> dict[str, dict[str, float]]:
    """Right of each way that hears, group by group."""
    ways = ("direct", "model_held_heard", "characters_heard")
    return {
        str(group): {
            way: float(shares[way][[i for i, each in enumerate(groups) if each == group]].mean())
            for way in ways
        }
        for group in dict.fromkeys(groups)
    }


def _cer(texts: Sequence[str], heard: Sequence[str]) -> float:
    errors = [character_errors(a, b, spaces=False) for a, b in zip(texts, heard, strict=True)]
    return sum(each.edits for each in errors) / sum(each.length for each in errors)


_CARD = """# 소리에서 바로 의도로

Whisper base의 부호기 상태에서 의도를 고르는 작은 머리입니다. 합성한 목소리로 배운 **실험**이며,
사람의 말을 얼마나 알아듣는지는 재지 않았습니다. 아는 의도는 `labels.json`에 있는 것뿐이고 슬롯은
주지 않습니다.
"""


if __name__ == "__main__":
    typer.run(main)
