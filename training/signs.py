"""Draws the sign scenes: one printed word of one to six capitals, with the place of every letter."""
import functools
import math
import random
import subprocess

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from scenes import BACKGROUNDS, COLOURS, HSV, Scene, background, canvas_size, contrast, finish, luma, pick_rgb
from words import WORDS

# Font families for training. Those of the held-out pictures (holdout/draw.mjs) are not among them.
FAMILIES = """Andika|Anonymous Pro|Bebas Neue|C059|Cantarell|Clear Sans|Comfortaa|Courier Prime|DejaVu Sans|DejaVu Sans Mono|DejaVu Serif|
Dosis|EB Garamond|Fantasque Sans Mono|Fira Code|FreeMono|FreeSans|FreeSerif|GFS Didot|Gentium|Goudy Bookletter 1911|Hack|Inconsolata|Junction|Jura|
Lato|League Spartan|Liberation Mono|Liberation Sans|Liberation Sans Narrow|Liberation Serif|Linux Biolinum O|Linux Libertine O|M PLUS 1|
M PLUS 1 Code|Nimbus Mono PS|Nimbus Roman|Nimbus Sans|Nimbus Sans Narrow|Noto Sans|Noto Sans Display|Noto Serif|Noto Serif Display|P052|
Quicksand|Roboto|Roboto Condensed|TeX Gyre Adventor|TeX Gyre Bonum|TeX Gyre Cursor|TeX Gyre Heros|TeX Gyre Heros Cn|TeX Gyre Pagella|
TeX Gyre Schola|TeX Gyre Termes|URW Bookman|URW Gothic|Yanone Kaffeesatz|mononoki""".replace("\n", "").split("|")
THIN = ("thin", "hairline", "extralight", "extra light", "light")


@functools.cache
def font_files():
    """Font files by family; very thin cuts are left out, they vanish at the model's resolution."""
    rows = subprocess.run(["fc-list", ":lang=en", "file", "family", "style"], capture_output=True, text=True, check=True).stdout
    found = {}
    for row in rows.splitlines():
        path, _, rest = row.partition(": ")
        names = rest.split(":style=")[0].split(",")
        if names[0] in FAMILIES and not any(t in rest.lower() for t in THIN) and not path.endswith((".pfb", ".gz", ".t1", ".pcf", ".otb")):
            found.setdefault(names[0], []).append(path)
    return [sorted(set(v)) for _, v in sorted(found.items())]


@functools.lru_cache(4000)
def font(path, size):
    return ImageFont.truetype(path, size)


@functools.lru_cache(40000)
def advance(path, letter):
    """Width of a letter in units of the font size."""
    return font(path, 40).getlength(letter) / 40


def pick_word():
    """A fifth from the word list; the others cannot be guessed, so the model has to read."""
    p = random.random()
    if p < 0.2:
        return random.choice(WORDS)
    n = random.choices([1, 2, 3, 4, 5, 6], [3, 7, 18, 28, 25, 19])[0]
    if p < 0.5:
        kinds = ("BCDFGHJKLMNPQRSTVWXYZ", "AEIOUY")
        first = random.random() < 0.35
        return "".join(random.choice(kinds[(i + first) % 2]) for i in range(n))
    return "".join(random.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(n))


def letter_mask(word, width, max_height):
    """The word in white on black, about `width` wide, and each letter's box in it."""
    path = random.choice(random.choice(font_files()))
    gap = random.choice([0, 0, 0, random.uniform(0, 0.12), random.uniform(0.1, 0.3)])
    need = sum(advance(path, c) for c in word) + gap * (len(word) - 1)
    size = max(10, min(round(width / need), round(max_height * 1.35)))
    f = font(path, size - size % 2)
    x, boxes = size * 0.3, []
    total = size * (need + 0.6)
    mask = Image.new("L", (math.ceil(total), math.ceil(size * 1.5)))
    d = ImageDraw.Draw(mask)
    for c in word:
        d.text((x, size * 0.2), c, font=f, fill=255)
        boxes.append(d.textbbox((x, size * 0.2), c, font=f))
        x += size * (advance(path, c) + gap)
    return mask, boxes


def sign_scene(word=None, easy=False):
    """Easy signs are dark on light."""
    w, h = canvas_size()
    word = word or pick_word()
    name = random.choice(BACKGROUNDS if not easy else ["white", "grey", "yellow", "pink"])
    im = background(name, w, h)
    share = random.uniform(0.62, 0.88) * min(1.0, 0.34 + 0.14 * len(word))
    mask, boxes = letter_mask(word, share * w, h * random.uniform(0.3, 0.5))
    ink = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    tw, th = ink[2] - ink[0], ink[3] - ink[1]
    mx, my = (ink[0] + ink[2]) / 2, (ink[1] + ink[3]) / 2
    cx = w / 2 + random.uniform(-1, 1) * max(0, (w * 0.96 - tw) / 2) * 0.7
    cy = h / 2 + random.uniform(-1, 1) * max(0, (h * 0.9 - th) / 2) * 0.6
    turn = math.radians(random.choice([0, random.uniform(-4, 4), random.uniform(-8, 8)]))
    c, s = math.cos(turn), math.sin(turn)
    place = lambda x, y: (cx + (x - mx) * c - (y - my) * s, cy + (x - mx) * s + (y - my) * c)
    here = tuple(np.asarray(im.resize((1, 1), Image.BOX))[0, 0].tolist())
    if random.random() < 0.75:
        plate = pick_rgb(random.choice(COLOURS + ["white", "grey", "white"] if not easy else ["white", "white", "yellow", "orange", "pink"]))
        px, py = th * random.uniform(0.25, 0.7), th * random.uniform(0.25, 0.8)
        draw = ImageDraw.Draw(im)
        corners = [place(ink[0] - px, ink[1] - py), place(ink[2] + px, ink[1] - py), place(ink[2] + px, ink[3] + py), place(ink[0] - px, ink[3] + py)]
        draw.polygon(corners, fill=plate)
        if random.random() < 0.4:
            edge = pick_rgb(random.choice(COLOURS))
            wide = max(2, round(th * random.uniform(0.04, 0.12)))
            draw.line(corners + corners[:2], fill=edge, width=wide, joint="curve")
    else:
        plate = here
    while True:
        rgb = pick_rgb(random.choice(COLOURS + ["black", "white", "grey"]))
        gap = luma(plate) - luma(rgb)
        if (gap > 90) if easy else (abs(gap) > 60 or (contrast(rgb, plate) > 170 and abs(gap) > 35)):
            break
    # paste the word through an affine map: output pixel -> mask pixel
    inv = (c, s, mx - c * cx - s * cy, -s, c, my + s * cx - c * cy)
    im.paste(rgb, (0, 0), mask.transform((w, h), Image.AFFINE, inv, Image.BILINEAR))
    letters = []
    for ch, (x0, y0, x1, y1) in zip(word, boxes):
        x, y = place((x0 + x1) / 2, (y0 + y1) / 2)
        letters.append((ch, x / w, y / h, (x1 - x0) / 2 / w, (y1 - y0) / 2 / h))
    return Scene(finish(im), name, [], word, letters)
