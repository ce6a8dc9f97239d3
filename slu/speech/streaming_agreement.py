"""Which words of a text that is still being heard will stay: those that two successive hypotheses
agree on (LocalAgreement-2: Liu et al. 2020, arXiv 2005.11185, section 3; Macháček et al. 2023,
arXiv 2307.14743, section 2).

Letters are compared, not words: between two hypotheses Whisper puts a space or a comma elsewhere.
What is confirmed ends where a word of the newer hypothesis ends. No sound is known here.
"""

from __future__ import annotations

from slu.evaluation.characters import edit_distances


class Agreement:
    """The text of a turn as it grows. `confirmed` is only ever added to; `confirmed +
    unconfirmed` is all that was heard so far."""

    def __init__(self) -> None:
        self.confirmed = self.unconfirmed = ""
        self._since = 0  # where in `confirmed` the sound begins that hypotheses are of

    def take(self, hypothesis: str) -> None:
        """A hypothesis of the same sound and more; it confirms what it has in common with the one
        before."""
        rest = self._rest(hypothesis)
        agreed = _words_within(rest, _common(_letters(self.unconfirmed), _letters(rest)))
        self.confirmed += agreed
        self.unconfirmed = rest[len(agreed) :]

    def settle(self, text: str) -> None:
        """This is the text; the next hypotheses are of later sound."""
        self.confirmed += self._rest(text)
        self.unconfirmed = ""
        self._since = len(self.confirmed)

    def _rest(self, hypothesis: str) -> str:
        """What a hypothesis has beyond the confirmed text, with the space before it."""
        rest = after(self.confirmed[self._since :], hypothesis.strip())
        between_parts = self.confirmed and self._since == len(self.confirmed)
        return f" {rest}" if rest and between_parts else rest


def after(known: str, text: str) -> str:
    """What follows in `text` where it has said `known`, by the letters: after the beginning of
    `text` with the least edit distance to `known`, of several the longest."""
    places = [place for place, char in enumerate(text) if char.isalnum()]
    ends = edit_distances(_letters(known), _letters(text))
    count = len(ends) - 1 - int(ends[::-1].argmin())
    if not count:
        return text
    rest = text[places[count - 1] + 1 :]
    return rest.lstrip("".join({char for char in rest if not char.isalnum() and char != " "}))


def _words_within(text: str, letters: int) -> str:
    """The first words of a text that have so many letters at most, without the last one's
    punctuation: the sentence may go on."""
    end = 0
    for place, char in enumerate(text):
        if char.isalnum():
            letters -= 1
            word_ends = place + 1 == len(text) or not text[place + 1].isalnum()
            if letters >= 0 and word_ends:
                end = place + 1
    return text[:end]


def _common(one: str, other: str) -> int:
    """How many letters two texts begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    different = (place for place, (a, b) in pairs if a != b)
    return next(different, min(len(one), len(other)))


def _letters(text: str) -> str:
    return "".join(char.lower()[0] for char in text if char.isalnum())
