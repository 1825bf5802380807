"""Data elements beyond the contract, which the rules need: one reader each, or the words of a category's lexicon."""
