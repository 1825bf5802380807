"""Numbers written as words, one to twenty."""

WORDS = tuple(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty".split()
)
NUMBERS = {word: number for number, word in enumerate(WORDS, 1)}
