"""Word vectors that are the same in every sentence: one for a word, learned from counts or guesses.

    vectors        `WordVectors`, what all families become: lookup, nearest words, analogies
    subwords       fastText's n-grams, for words that were never seen
    vocabulary     words and how often each was seen; sentences as numbers
    cooccurrence   which words stand near which, counted in bounded memory
    runs           sums on disk, sorted and merged as streams
    counts         families that only count: bag of words, TF-IDF, co-occurrence, PPMI
    reduction      truncated SVD

Words are any strings; how Korean is cut into them or spelled is not known here.
"""
