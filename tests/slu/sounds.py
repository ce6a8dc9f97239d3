"""Sounds that hold no words, made by numpy: silence, noise, breath, tones, music-like sound.

Every sound is 16 kHz, float32 within [-1, 1], and the same for the same seed.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

RATE = 16_000
Samples = npt.NDArray[np.float32]


def _noise(seconds: float, seed: int, slope: float) -> npt.NDArray[np.float64]:
    """Noise of amplitude 1 whose spectrum falls as frequency ** -slope."""
    count = int(seconds * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    spectrum *= np.maximum(np.arange(len(spectrum)), 1.0) ** -slope
    samples = np.fft.irfft(spectrum, count)
    return np.asarray(samples / np.abs(samples).max())


def _times(seconds: float) -> npt.NDArray[np.float64]:
    return np.arange(int(seconds * RATE)) / RATE


def silence(seconds: float = 5.0) -> Samples:
    return np.zeros(int(seconds * RATE), np.float32)


def white(seconds: float = 5.0, seed: int = 0, level: float = 0.1) -> Samples:
    return (level * _noise(seconds, seed, 0.0)).astype(np.float32)


def pink(seconds: float = 5.0, seed: int = 0, level: float = 0.3) -> Samples:
    return (level * _noise(seconds, seed, 0.5)).astype(np.float32)


def brown(seconds: float = 5.0, seed: int = 0, level: float = 0.5) -> Samples:
    return (level * _noise(seconds, seed, 1.0)).astype(np.float32)


def hum(seconds: float = 5.0, base: float = 60.0) -> Samples:
    """A mains hum: a low tone with overtones."""
    times = _times(seconds)
    waves = sum(np.sin(2 * np.pi * base * k * times) / k for k in range(1, 6))
    return (0.1 * waves).astype(np.float32)


def breath(seconds: float = 6.0, seed: int = 0) -> Samples:
    """Filtered noise that swells and falls every two seconds, as breathing near a microphone."""
    swell = np.clip(np.sin(np.pi * _times(seconds)), 0.0, None) ** 2
    return (0.3 * swell * _noise(seconds, seed, 0.5)).astype(np.float32)


def melody(seconds: float = 8.0, seed: int = 0) -> Samples:
    """Plucked notes of a pentatonic scale, four a second, each with six overtones."""
    scale = 220.0 * 2.0 ** (np.array([0, 2, 4, 7, 9, 12, 14, 16]) / 12)
    random = np.random.default_rng(seed)
    times = _times(0.25)
    notes = []
    for base in random.choice(scale, round(seconds * 4)):
        waves = sum(np.sin(2 * np.pi * base * k * times) / k for k in range(1, 7))
        notes.append(waves * np.exp(-6 * times))
    return (0.2 * np.concatenate(notes)).astype(np.float32)


def chords(seconds: float = 8.0, pitch: float = 1.0) -> Samples:
    """An organ: four held chords with a slow tremolo, higher or lower by the factor `pitch`."""
    times = _times(seconds / 4)
    parts = []
    for root in pitch * np.array([261.6, 220.0, 174.6, 196.0]):
        tones = [root * ratio for ratio in (1.0, 1.25, 1.5, 2.0)]
        waves = sum(np.sin(2 * np.pi * tone * k * times) / k for tone in tones for k in (1, 2, 3))
        parts.append(waves * (1 + 0.3 * np.sin(2 * np.pi * 5 * times)))
    return (0.05 * np.concatenate(parts)).astype(np.float32)


def beat(seconds: float = 6.0, seed: int = 0) -> Samples:
    """Drums: a falling low tone and a burst of noise in turn, two a second."""
    times = _times(0.5)
    kick = np.sin(2 * np.pi * 60 * times * np.exp(-3 * times)) * np.exp(-8 * times)
    snare = _noise(0.5, seed, 0.0) * np.exp(-20 * times)
    bar = np.concatenate([kick, snare])
    return (0.5 * np.tile(bar, round(seconds))).astype(np.float32)


def clicks(seconds: float = 5.0, seed: int = 0) -> Samples:
    """Keys of a keyboard: short bursts at uneven times."""
    random = np.random.default_rng(seed)
    samples = 0.002 * random.standard_normal(int(seconds * RATE))
    for start in random.integers(0, len(samples) - 400, int(seconds * 5)):
        samples[start : start + 400] += (
            0.4 * random.standard_normal(400) * np.exp(-np.arange(400) / 60)
        )
    return np.clip(samples, -1, 1).astype(np.float32)


def beeps(seconds: float = 4.0, pitch: float = 1000.0) -> Samples:
    """A ringing appliance: a tone half a second on, half a second off."""
    times = _times(seconds)
    return (0.3 * np.sin(2 * np.pi * pitch * times) * (times % 1 < 0.5)).astype(np.float32)


def siren(seconds: float = 6.0) -> Samples:
    """A tone that glides between 600 and 1200 Hz."""
    times = _times(seconds)
    phase = 2 * np.pi * (900 * times - 300 / (2 * np.pi * 0.5) * np.cos(2 * np.pi * 0.5 * times))
    return (0.2 * np.sin(phase)).astype(np.float32)


def wordless() -> dict[str, Samples]:
    """One of each kind, by name."""
    return {
        "silence": silence(),
        "near silence": white(level=0.001),
        "white noise": white(),
        "loud noise": white(level=0.8),
        "pink noise": pink(),
        "brown noise": brown(),
        "hum": hum(),
        "breath": breath(),
        "melody": melody(),
        "chords": chords(),
        "beat": beat(),
        "clicks": clicks(),
        "beeps": beeps(),
        "siren": siren(),
    }


def arpeggio(seconds: float = 8.0, pitch: float = 220.0) -> Samples:
    """The notes of a chord up and down, eight a second, each dying away."""
    times = _times(0.125)
    notes = []
    for number in range(int(seconds * 8)):
        base = pitch * 2 ** ((0, 4, 7, 12, 16, 12, 7, 4)[number % 8] / 12)
        waves = sum(np.sin(2 * np.pi * base * k * times) / k for k in range(1, 5))
        notes.append(waves * np.exp(-8 * times))
    return (0.15 * np.concatenate(notes)).astype(np.float32)


def hundred() -> dict[str, Samples]:
    """A hundred sounds of three seconds, loud and soft, by name."""
    kinds: dict[str, Callable[[int], Samples]] = {
        "white noise": lambda seed: white(3.0, seed),
        "pink noise": lambda seed: pink(3.0, seed),
        "brown noise": lambda seed: brown(3.0, seed),
        "hum": lambda seed: hum(3.0, 50.0 + 10.0 * seed),
        "chords": lambda seed: chords(3.0, 2.0 ** (seed / 12)),
        "arpeggio": lambda seed: arpeggio(3.0, 110.0 * 2.0 ** (seed / 5)),
        "melody": lambda seed: melody(3.0, 100 + seed),
        "beat": lambda seed: beat(3.0, seed),
        "clicks": lambda seed: clicks(3.0, seed),
        "breath": lambda seed: breath(3.0, seed),
    }
    found = {"silence": silence(3.0)}
    for kind, make in kinds.items():
        for seed in range(10):
            level = 0.7 ** (9 - seed)  # the peak: -28 dB, in steps of 3, to full scale
            sound = make(seed)
            found[f"{kind} {seed}"] = (level * sound / np.abs(sound).max()).astype(np.float32)
    del found["white noise 0"]  # a hundred with the silence
    return found
