"""A map from syllables to strings as SentencePiece's precompiled character map, which a
`tokenizers` file can carry as a normaliser.

Layout: uint32 size of the trie in bytes, the trie, then the strings, each ended by NUL. The trie
is a double array of uint32 units over UTF-8 bytes (github.com/s-yata/darts-clone): the child for
byte c of the unit at p lies at p ^ offset ^ c and carries c as its label; where a character ends,
the unit at p ^ offset holds where its string begins.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

_BLOCK = 256
_HAS_LEAF = 1 << 8
_LEAF = 1 << 31
_OTHER_HALF = 0x40
_CONTINUATION = 0x80  # the second and third byte of a character lie in 0x80..0xBF


def character_map(rules: Mapping[str, str]) -> bytes:
    """The map for `rules`, whose keys are single characters of three UTF-8 bytes.

    Raises ValueError for any other key.
    """
    tree: dict[int, dict[int, dict[int, str]]] = {}
    for char, text in rules.items():
        first, second, third = char.encode()
        tree.setdefault(first, {}).setdefault(second, {})[third] = text
    trie = _Trie()
    trie.place(0, trie.free_block(), 0, list(tree))
    for first, seconds in tree.items():
        at = trie.child(0, first)
        trie.place(at, trie.free_block(), first, list(seconds))
        for second, thirds in seconds.items():
            trie.place_ends(trie.child(at, second), second, thirds)
    units = struct.pack(f"<{len(trie.units)}I", *trie.units)
    return struct.pack("<I", len(units)) + units + bytes(trie.strings)


class _Trie:
    """The double array while it grows: `units`, and the `strings` that its leaves point into."""

    def __init__(self) -> None:
        self.units = [0] * _BLOCK
        self.strings = bytearray()
        self._bases: dict[int, int] = {}
        self._half: int | None = None

    def free_block(self) -> int:
        self.units += [0] * _BLOCK
        return len(self.units) - _BLOCK

    def child(self, parent: int, byte: int) -> int:
        return self._bases[parent] ^ byte

    def place(self, at: int, base: int, label: int, children: list[int]) -> None:
        """Makes the unit at `at` lead to `children`, which lie from `base` on."""
        self._bases[at] = base
        self.units[at] = (at ^ base) << 10 | label
        for byte in children:
            self.units[base ^ byte] = byte

    def place_ends(self, at: int, label: int, strings: Mapping[int, str]) -> None:
        """The last bytes of characters. Labels fill 0x80..0xBF of a block, their leaves, 0x80
        before them, 0x00..0x3F; the next ones the other half of it."""
        base = self.free_block() if self._half is None else self._half
        self._half = base ^ _OTHER_HALF if self._half is None else None
        self.place(at, base, label, [])
        for byte, text in strings.items():
            self.units[base ^ byte] = _CONTINUATION << 10 | _HAS_LEAF | byte
            self.units[base ^ byte ^ _CONTINUATION] = _LEAF | len(self.strings)
            self.strings += text.encode() + b"\0"
