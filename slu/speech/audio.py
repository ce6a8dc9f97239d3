"""Any recording to the one kind of sound that recognisers take: 16 kHz, mono, float32.

Containers and codecs are PyAV's work (FFmpeg inside the package). This module opens no
microphone and writes nothing to disk.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from slu.core import Audio
from slu.errors import AudioError

RATE = 16_000
LIMIT_SECONDS = 30 * 60.0


def load_audio(source: Path | bytes, limit_seconds: float = LIMIT_SECONDS) -> Audio:
    """Decode a file, or the bytes of one, to 16 kHz mono samples (n,) within [-1, 1].

    Of a file cut short, what can be decoded is kept. Raises AudioError where there is no sound
    in it, or more than `limit_seconds`.
    """
    name = "받은 소리" if isinstance(source, bytes) else str(source)
    stream = io.BytesIO(source) if isinstance(source, bytes) else _opened(source)
    with stream:
        if not stream.seek(0, io.SEEK_END):
            raise AudioError(f"{name}: 빈 파일입니다. 녹음이 제대로 저장되었는지 확인해 주세요.")
        stream.seek(0)
        samples = _decode(stream, name, limit_seconds)
    if not len(samples):
        raise AudioError(f"{name}: 파일에 소리가 들어 있지 않습니다. 다시 녹음해 주세요.")
    return Audio(samples, RATE)


def from_array(samples: npt.NDArray[Any], rate: int, limit_seconds: float = LIMIT_SECONDS) -> Audio:
    """Sound as a web page gives it: (n,) or (n, channels), signed integers or floats, any rate.

    Integers are scaled by their type's range; floats beyond [-1, 1] are clipped. An empty array
    is sound of no length. Raises AudioError for any other array.
    """
    if rate <= 0 or samples.ndim not in (1, 2):
        raise AudioError("마이크 소리의 모양을 알 수 없습니다. 다시 녹음해 주세요.")
    if len(samples) > limit_seconds * rate:
        raise _too_long("받은 소리", limit_seconds)
    values = _as_float(samples)
    if values.ndim == 2:
        values = values.mean(axis=1, dtype=np.float32)
    if rate != RATE and len(values):
        values = _resampled(values, rate)
    return Audio(np.clip(values, -1.0, 1.0), RATE)


def _opened(path: Path) -> io.BufferedReader:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise AudioError(f"{path}: 파일이 없습니다. 경로를 확인해 주세요.") from error
    except IsADirectoryError as error:
        raise AudioError(f"{path}: 폴더입니다. 폴더가 아니라 소리 파일을 지정해 주세요.") from error
    except OSError as error:
        raise AudioError(f"{path}: 파일을 열 수 없습니다({error.strerror}).") from error


def _decode(stream: io.BufferedIOBase, name: str, limit_seconds: float) -> npt.NDArray[np.float32]:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    pieces: list[npt.NDArray[np.int16]] = []
    count = 0
    try:
        with av.open(stream, metadata_errors="ignore") as container:
            for frame in _frames(container):
                for piece in resampler.resample(frame):
                    pieces.append(piece.to_ndarray()[0])
                    count += len(pieces[-1])
                if count > limit_seconds * RATE:
                    raise _too_long(name, limit_seconds)
    except (av.FFmpegError, UnicodeDecodeError) as error:
        raise AudioError(
            f"{name}: 소리 파일로 읽을 수 없습니다. "
            "wav, mp3, flac, ogg, m4a, webm 같은 소리 파일인지 확인해 주세요."
        ) from error
    joined = np.concatenate(pieces) if pieces else np.zeros(0, np.int16)
    return joined.astype(np.float32) / 32768.0


def _frames(container: Any) -> Iterator[Any]:
    """The frames of the first sound stream, damaged ones left out, then None to flush."""
    if container.streams.audio:
        for packet in _packets(container):
            try:
                frames = packet.decode()
            except av.InvalidDataError:
                continue
            for frame in frames:
                # Recordings of browsers carry times with gaps; only the samples count here.
                frame.pts = None
                yield frame
    yield None


def _packets(container: Any) -> Iterator[Any]:
    packets = container.demux(container.streams.audio[0])
    while True:
        try:
            yield next(packets)
        except (StopIteration, av.InvalidDataError, av.EOFError):
            return


def _as_float(samples: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    if np.issubdtype(samples.dtype, np.signedinteger):
        values = samples.astype(np.float32) / -float(np.iinfo(samples.dtype).min)
    elif np.issubdtype(samples.dtype, np.floating) and np.isfinite(samples).all():
        values = samples.astype(np.float32)
    else:
        raise AudioError("마이크 소리에 숫자가 아닌 값이 있습니다. 다시 녹음해 주세요.")
    return values


def _resampled(values: npt.NDArray[np.float32], rate: int) -> npt.NDArray[np.float32]:
    frame = av.AudioFrame.from_ndarray(values[np.newaxis, :], format="flt", layout="mono")
    frame.sample_rate = rate
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    pieces = [piece.to_ndarray()[0] for part in (frame, None) for piece in resampler.resample(part)]
    return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)


def _too_long(name: str, limit_seconds: float) -> AudioError:
    return AudioError(
        f"{name}: 소리가 {limit_seconds / 60:g}분보다 깁니다. 나누어서 넣거나 한도를 늘려 주세요."
    )
