"""A tokenizer's folder: `tokenizer.json`, and `training.json` with all that it came from.

Written beside its place and renamed. Reading is `Subwords.load`'s.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import tokenizers
from tokenizers import Tokenizer

from slu.training.tokenizers.options import TokenizerOptions
from slu.training.tokenizers.sample import sample_lines
from slu.training.tokenizers.train import train_tokenizer

TOKENIZER = "tokenizer.json"


def make_tokenizer(
    folder: Path,
    files: Sequence[Path],
    options: TokenizerOptions,
    watch: Callable[[int, int], None],
) -> Tokenizer:
    """Trains on lines of the corpus files and writes the folder; an older one is replaced.

    `watch` hears how many of how many lines were read. Raises DataError for files that cannot be
    read and sizes too small.
    """
    lines = sample_lines(files, options.megabytes, options.seed)
    tokenizer = train_tokenizer(lines, options, lambda done: watch(done, len(lines)))
    training = {
        "options": asdict(options),
        "files": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
        "lines": len(lines),
        "versions": {"tokenizers": tokenizers.__version__},
    }
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    temporary.chmod(0o755)
    tokenizer.save(str(temporary / TOKENIZER))
    text = json.dumps(training, ensure_ascii=False, indent=1)
    (temporary / "training.json").write_text(text + "\n", "utf-8")
    if folder.exists():
        shutil.rmtree(folder)
    temporary.rename(folder)
    return tokenizer
