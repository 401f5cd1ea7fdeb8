"""Draws crowded pictures for the vision tower's own lessons: many letters or many shapes at once.

A sign shows four letters and a scene two shapes on average; a collage shows five times as many for the
price of one look. Nobody could describe one in a sentence, so they come with patch labels only.
"""
import math
import random

import numpy as np
from PIL import Image

from scenes import BACKGROUNDS, COLOURS, RADII, SHAPES, SIZES, Scene, Thing, background, contrast, draw_thing, finish, luma, pick_rgb
from signs import letter_mask

SIDE = 192
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def text_collage():
    """Two to four lines of letters, each in a font, colours and slant of its own."""
    im = background(random.choice(BACKGROUNDS), SIDE, SIDE)
    rows = random.choices([2, 3, 4], [0.25, 0.4, 0.35])[0]
    height, letters = SIDE / rows, []
    for row in range(rows):
        cap = height * random.uniform(0.4, 0.72)
        count = max(2, min(8, round(SIDE * random.uniform(0.75, 0.95) / (cap * random.uniform(0.65, 1.25)))))
        word = [random.choice(LETTERS) for _ in range(count)]
        mask, boxes = letter_mask(word, SIDE * random.uniform(0.8, 0.96), cap)
        letters += paste_row(im, mask, word, boxes, height * (row + 0.5) + random.uniform(-1, 1) * (height - cap) * 0.2, height)
    return Scene(finish(im), "", [], "", letters, ordered=False)


def paste_row(im, mask, word, boxes, cy, height):
    """One line across `im` at height `cy`, on a band or bare; returns its letters' places."""
    left, right = min(b[0] for b in boxes), max(b[2] for b in boxes)
    mx, my = (left + right) / 2, (min(b[1] for b in boxes) + max(b[3] for b in boxes)) / 2
    slack = max(0.0, SIDE * 0.98 - (right - left)) / 2
    cx = SIDE / 2 + random.uniform(-slack, slack)
    top = max(0, round(cy - height / 2))
    if random.random() < 0.75:
        plate = pick_rgb(random.choice(COLOURS + ["white", "white", "grey"]))
        im.paste(plate, (0, top, SIDE, round(cy + height / 2)))
    else:
        plate = tuple(np.asarray(im.crop((0, top, SIDE, top + 4)).resize((1, 1), Image.BOX))[0, 0].tolist())
    while True:
        rgb = pick_rgb(random.choice(COLOURS + ["black", "white", "grey"]))
        gap = abs(luma(plate) - luma(rgb))
        if gap > 60 or (contrast(rgb, plate) > 170 and gap > 35):
            break
    turn = math.radians(random.choice([0, random.uniform(-3, 3), random.uniform(-7, 7)])) / max(1, len(boxes) / 6)
    c, s = math.cos(turn), math.sin(turn)
    inverse = (c, s, mx - c * cx - s * cy, -s, c, my + s * cx - c * cy)
    im.paste(rgb, (0, 0), mask.transform(im.size, Image.AFFINE, inverse, Image.BILINEAR))
    out = []
    for ch, (x0, y0, x1, y1) in zip(word, boxes):
        dx, dy = (x0 + x1) / 2 - mx, (y0 + y1) / 2 - my
        out.append((ch, (cx + dx * c - dy * s) / SIDE, (cy + dx * s + dy * c) / SIDE, (x1 - x0) / 2 / SIDE, (y1 - y0) / 2 / SIDE))
    return out


def shape_collage():
    """As many shapes as fit, up to nine."""
    name = random.choice(BACKGROUNDS)
    im = background(name, SIDE, SIDE)
    here = np.asarray(im.resize((8, 8), Image.BOX), np.float32).reshape(-1, 3)
    things = []
    for _ in range(40):
        size = random.choices(SIZES, [0.45, 0.38, 0.17])[0]
        r = random.uniform(*RADII[size])
        x, y = random.uniform(r, 1 - r), random.uniform(r, 1 - r)
        if len(things) < 9 and all(math.hypot(x - t.x, y - t.y) > (r + t.r) * random.uniform(0.88, 1.05) for t in things):
            while True:
                colour = random.choice(COLOURS)
                rgb = pick_rgb(colour)
                if colour != name and min(contrast(rgb, p) for p in here) > 75:
                    break
            things.append(Thing(random.choice(SHAPES), colour, size, x, y, r))
            draw_thing(im, things[-1], rgb)
    return Scene(finish(im), name, things, ordered=False)
