"""Pictures of embeddings as matplotlib figures, with Korean letters: no pyplot, nothing global.

canvas       an empty figure, Korean letters, PNG
map          words on a plane (t-SNE)
heat         how alike each two of some words are
neighbours   the words next to a word, and next to a word in its sentence, families side by side
mix          how tasks weigh the layers of ELMo
bars         what `malgwi compare` measured
chosen       the words and sentences that are shown where nobody chose others
"""
