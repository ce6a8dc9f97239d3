"""Rewrites labelled examples as people write, with the slots carried over exactly.

apply_noise(utterances, NoiseOptions(profile, rate, seed)) -> list[Utterance]
written(utterance, draw) -> Utterance     one profile on one example; the others in PROFILES
Channel, fit                              what a recogniser mishears, as the profile "asr"
Values.of(utterances).swap(one, draw)     other values in its slots, for training
apply_edits(utterance, edits)             what every noise is made of
"""

from slu.korean.rewriting import Edit
from slu.training.noise.channel import Channel
from slu.training.noise.edits import apply_edits
from slu.training.noise.profiles import ASR, PROFILES, NoiseOptions, Profile, apply_noise, written
from slu.training.noise.values import Values

__all__ = [
    "ASR",
    "PROFILES",
    "Channel",
    "Edit",
    "NoiseOptions",
    "Profile",
    "Values",
    "apply_edits",
    "apply_noise",
    "written",
]
