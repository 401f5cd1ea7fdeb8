"""Right or wrong: compares an answer with the truth about a scene."""
import re

from scenes import COLOURS, SHAPES, SIZES

NAMED = re.compile(rf"({'|'.join(SIZES)}) ({'|'.join(COLOURS)}) ({'|'.join(SHAPES)})")


def kinds_right(text, things):
    """Shape and colour of every object, no object too many; the order does not count."""
    said = sorted((c, s) for _, c, s in NAMED.findall(text))
    return said == sorted((t["colour"], t["shape"]) for t in things)


def sizes_right(text, things):
    return sorted(NAMED.findall(text)) == sorted((t["size"], t["colour"], t["shape"]) for t in things)


def word_right(text, word):
    return re.search(r"says ([A-Z]+)\.", text) is not None and re.search(r"says ([A-Z]+)\.", text)[1] == word
