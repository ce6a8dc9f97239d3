"""Tokenizers of our own: training them, and measuring what they do to text.

    options     what can be chosen
    sample      lines of a corpus, so many megabytes a file
    alphabet    the characters that are pieces of their own; what becomes of the others
    charsmap    missing syllables to jamo, in the form that a `tokenizers` file can hold
    marks       text for learning: respaced in part, marked where no piece may cross
    train       from lines to one `tokenizer.json`
    report      pieces a word, unknown pieces, cuts kept without spaces, speed

`slu.korean.subwords` uses the result. `docs/tokenizers.md` tells which was chosen, and why.
"""
