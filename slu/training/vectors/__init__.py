"""Word vectors of all static families: their folders and files, and what learns them.

folder            a folder of vectors on disk, checked when read
card              its model card
word2vec_format   the text and binary files of word2vec, in and out
"""
