"""Asks embeddings what they know, each family alike.

embedder         what a family is asked: words, sentences, a word in its sentence
static           word vectors
contextual       encoders (ELMo, BERT and their kin)
opening          either of them by the name of its folder
similarity       WordSim-353 in Korean
analogies        10,000 analogies by section
coverage         words that have a vector
robustness       sentences with typos or other spaces
senses           a word's sense in its sentence
sentences        likeness of sentences, and what a linear model reads from frozen vectors
cost             time, memory, size
finetuned        what fine-tuned model folders measured
probes           all of these by name
neighbours       what stands near a word, alone or in its sentence; analogies of a few words
placing          places on a plane
families         those that this machine has, for faces
"""
