"""Opens whatever learned under its name: a folder of word vectors, or an encoder.

What a fine-tuned model folder measured is read by `finetuned`, not here.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from slu.errors import DataError
from slu.evaluation.words.contextual import LAYERS, ContextualEmbedder
from slu.evaluation.words.embedder import Embedder
from slu.evaluation.words.static import Cutter, StaticEmbedder
from slu.paths import cache_home
from slu.training import bert_encoder, e5_encoder, elmo_encoder
from slu.training.encoders import open_encoder
from slu.training.vectors.folder import FORMAT, load_vectors

_CONFIG = "config.json"


def open_embedder(name: str, cutter: Cutter, layers: str = "mean") -> Embedder:
    """The vectors of a folder, or the encoder of a `transformers` folder or of any other name that
    fine-tuning knows. `layers`: which of an encoder's are read. Raises ModelError where it can be
    neither, DataError for layers that there are not."""
    if layers not in LAYERS:
        raise DataError(f"층은 {'이나 '.join(LAYERS)}입니다(받은 값: {layers}).")
    if is_vectors(name):
        return StaticEmbedder(name, load_vectors(Path(name)), cutter)
    encoder, subwords = open_encoder(name)
    return ContextualEmbedder(name, encoder, subwords, layers)


def is_vectors(name: str) -> bool:
    """Whether a folder holds static word vectors."""
    return format_of(Path(name)) == FORMAT


def format_of(folder: Path) -> int | str | None:
    """What the folder's `config.json` says it is; None for what has none of our formats."""
    try:
        data = json.loads((folder / _CONFIG).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    found = data.get("format") if isinstance(data, dict) else None
    return found if isinstance(found, (int, str)) else None


def folder_of(name: str) -> Path | None:
    """Where what has this name stands, those that come with Malgwi included; None for a name of
    the hub, and for an encoder that is built anew when it is opened (`random:...`, `gru:...`).
    Raises ModelError for one of ours that is not there."""
    if name == elmo_encoder.NAME:
        return elmo_encoder.shipped_elmo()
    if name == bert_encoder.NAME:
        return bert_encoder.shipped_bert()
    if name == e5_encoder.NAME:
        return e5_encoder.make_e5_encoder(cache_home() / "encoders" / name)
    return Path(name) if Path(name).is_dir() else None


def digest_of(name: str) -> str:
    """The SHA-256 of all that the folder of this name holds, or of the name itself. Of a folder of
    ours `config.json` is enough, which has the SHA-256 of the rest."""
    folder = folder_of(name)
    if folder is None:
        return hashlib.sha256(name.encode()).hexdigest()
    files = sorted(path for path in folder.iterdir() if path.is_file())
    if format_of(folder) is not None:
        files = [folder / _CONFIG]
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
