"""A corpus of plain text: streamed, cleaned, made free of duplicates and of evaluation rows,
mixed by weight, and packed as piece ids.

    shards      documents of `.txt` and `.txt.xz` files, one at a time
    cleaning    a line of text made fit, or dropped, each rule counted
    keys        eight-byte digests by which texts are compared
    held_out    the rows on which models are measured; none of them may be learned
    sieve       cleaning, duplicates and held-out rows together
    options     what can be chosen, by YAML or the command line
    mixing      how often and in which order documents are taken
    packing     from shards to a pack, resumable; `slu.data.packed` reads it
    parts       a pack in parts that can be carried one by one

A pack's format and the commands are told in `docs/corpus.md`.
"""
