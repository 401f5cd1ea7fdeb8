"""Draws the shape scenes that the demo model is trained on.

A scene is a picture plus the truth about it. Pictures are drawn without antialiasing at about twice
to three times the model's tile and are then shrunk with Lanczos, as the page does with a user's picture.
"""
import colorsys
import io
import math
import random
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

SHAPES = ["circle", "square", "triangle", "star", "heart", "cross", "ring", "crescent"]
COLOURS = ["red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "white"]
SIZES = ["small", "medium", "large"]
BACKGROUNDS = ["white", "grey", "black", "blue", "green", "yellow", "pink", "purple"]

# Radius of the shape's circumscribed circle, as a share of sqrt(width * height). The gaps between
# the classes keep the size word a matter of fact.
RADII = {"small": (0.070, 0.090), "medium": (0.120, 0.150), "large": (0.195, 0.245)}

# hue in degrees, saturation, value: (low, high) each
HSV = {
    "red": [((-8, 8), (0.75, 1.0), (0.72, 1.0))],
    "orange": [((24, 40), (0.80, 1.0), (0.90, 1.0))],
    "yellow": [((47, 60), (0.70, 1.0), (0.90, 1.0))],
    "green": [((95, 150), (0.50, 1.0), (0.42, 0.90))],
    "blue": [((203, 241), (0.60, 1.0), (0.50, 1.0))],
    "purple": [((260, 290), (0.50, 1.0), (0.45, 0.85)), ((286, 302), (0.7, 1.0), (0.45, 0.70))],
    "pink": [((320, 348), (0.30, 0.60), (0.94, 1.0)), ((322, 341), (0.55, 0.80), (0.92, 1.0))],
    "brown": [((14, 31), (0.40, 0.88), (0.33, 0.57))],
    "black": [((0, 360), (0.0, 0.3), (0.0, 0.13))],
    "white": [((0, 360), (0.0, 0.03), (0.95, 1.0))],
    "grey": [((0, 360), (0.0, 0.06), (0.50, 0.78))],
}
BACKGROUND_HSV = {
    "white": [((20, 60), (0.0, 0.06), (0.94, 1.0))],
    "grey": HSV["grey"],
    "black": [((0, 360), (0.0, 0.3), (0.05, 0.20))],
    "blue": [((200, 230), (0.15, 0.40), (0.82, 1.0)), ((210, 230), (0.5, 0.8), (0.25, 0.5))],
    "green": [((95, 150), (0.15, 0.38), (0.78, 1.0)), ((120, 150), (0.4, 0.8), (0.22, 0.42))],
    "yellow": [((48, 58), (0.20, 0.50), (0.94, 1.0))],
    "pink": [((325, 350), (0.10, 0.28), (0.95, 1.0))],
    "purple": [((262, 285), (0.12, 0.32), (0.80, 0.98)), ((262, 285), (0.5, 0.8), (0.25, 0.45))],
}


@dataclass
class Thing:
    shape: str
    colour: str
    size: str
    x: float  # centre, 0..1 of the picture's width
    y: float
    r: float  # circumscribed radius, share of sqrt(width * height)


@dataclass
class Scene:
    image: Image.Image
    background: str
    things: list = field(default_factory=list)
    word: str = ""
    letters: list = field(default_factory=list)  # (letter, x, y, half width, half height), 0..1
    ordered: bool = True  # things and letters go from left to right


def pick_rgb(name, table=HSV):
    """A random colour that everybody would call by this name."""
    (h0, h1), (s0, s1), (v0, v1) = random.choice(table[name])
    c = colorsys.hsv_to_rgb(random.uniform(h0, h1) % 360 / 360, random.uniform(s0, s1), random.uniform(v0, v1))
    return tuple(round(255 * v) for v in c)


def canvas_size():
    base = random.choice([160, 192, 224, 288])
    aspect = 1.0 if random.random() < 0.5 else math.exp(random.uniform(-0.32, 0.32))
    return round(base * math.sqrt(aspect)), round(base / math.sqrt(aspect))


def background(name, w, h):
    """Plain, gradient (of one colour name) or noisy."""
    style = random.random()
    a = np.array(pick_rgb(name, BACKGROUND_HSV), np.float32)
    if style < 0.45:
        im = Image.new("RGB", (w, h), tuple(int(v) for v in a))
    else:
        b = a * random.uniform(0.86, 1.0) if name not in ("black",) else a * random.uniform(0.5, 1.5)
        t = np.linspace(-1, 1, 24, dtype=np.float32)  # drawn small and stretched: a gradient has no detail
        ang = random.uniform(0, 2 * math.pi)
        if random.random() < 0.6:
            g = (math.cos(ang) * t[None, :] + math.sin(ang) * t[:, None]) / 2.8 + 0.5
        else:
            g = np.sqrt((t[None, :] - math.cos(ang) * 0.5) ** 2 + (t[:, None] - math.sin(ang) * 0.5) ** 2) / 2.2
        px = a + (b - a) * g[..., None]
        im = Image.fromarray(np.clip(px, 0, 255).astype(np.uint8)).resize((w, h), Image.BILINEAR)
    if style > 0.75:
        k = random.choice([1, 1, 2, 4])
        n = np.random.default_rng(random.getrandbits(32)).standard_normal((h // k + 1, w // k + 1), np.float32) * random.uniform(3, 14)
        noise = Image.fromarray(np.clip(128 + n, 0, 255).astype(np.uint8)).resize((w, h), Image.NEAREST)
        im = ImageChops.add(im, Image.merge("RGB", [noise] * 3), 1, -128)
    return im


def regular(n, r, turn=0.0, inner=None):
    pts = []
    for i in range(n):
        a = turn + 2 * math.pi * i / n
        pts.append((r * math.sin(a), -r * math.cos(a)))
        if inner:
            a += math.pi / n
            pts.append((inner * math.sin(a), -inner * math.cos(a)))
    return pts


def outline(shape, r):
    """(outer polygon, polygon cut out or None), centred on 0, before rotation."""
    u = random.uniform
    if shape == "circle":
        return regular(48, r * 0.95), None
    if shape == "square":
        return regular(4, r, math.pi / 4), None
    if shape == "triangle":
        k, t = u(0.85, 1.12), u(0.9, 1.0)
        return [(0, -r * t), (r * 0.87 * k, r * 0.55), (-r * 0.87 * k, r * 0.55)], None
    if shape == "star":
        return regular(5, r, 0, r * u(0.36, 0.54)), None
    if shape == "cross":
        a, b = r * 0.95, r * u(0.22, 0.36)
        return [(-b, -a), (b, -a), (b, -b), (a, -b), (a, b), (b, b), (b, a), (-b, a), (-b, b), (-a, b), (-a, -b), (-b, -b)], None
    if shape == "ring":
        return regular(48, r * 0.95), regular(40, r * u(0.45, 0.74))
    if shape == "crescent":
        k, thick = u(0.72, 1.05), u(0.33, 0.8)
        return regular(48, r * 0.95), [(x + r * (thick + k - 0.95), y) for x, y in regular(40, r * k)]
    # heart: the classic parametric curve, a little wider or narrower, or two arcs and a point
    if random.random() < 0.5:
        k, pts = u(0.9, 1.08), []
        for i in range(48):
            t = 2 * math.pi * i / 48
            x = 16 * math.sin(t) ** 3
            y = 13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)
            pts.append((r * k * x / 17.5, -r * (y + 2.3) / 17.5 * 1.05))
        return pts, None
    q, top = r * 0.5, -r * u(0.25, 0.36)
    arc = lambda cx, a0, a1: [(cx + q * math.cos(a), top + q * math.sin(a)) for a in np.linspace(a0, a1, 18)]
    return arc(-q * 0.97, math.pi * 0.85, math.pi * 2) + arc(q * 0.97, math.pi, math.pi * 2.15) + [(0, r * u(0.85, 1.0))], None


def draw_thing(im, thing, rgb):
    w, h = im.size
    r = thing.r * math.sqrt(w * h)
    body, hole = outline(thing.shape, r)
    full = random.random() < 0.5 or thing.shape in ("ring", "circle", "crescent")
    turn = random.uniform(-math.pi, math.pi) if full else random.uniform(-0.5, 0.5)
    c, s = math.cos(turn), math.sin(turn)
    n = math.ceil(r * 1.15)
    place = lambda pts: [(x * c - y * s + n, x * s + y * c + n) for x, y in pts]
    mask = Image.new("L", (2 * n, 2 * n))
    d = ImageDraw.Draw(mask)
    d.polygon(place(body), fill=255)
    if hole:
        d.polygon(place(hole), fill=0)
    at = (round(thing.x * w) - n, round(thing.y * h) - n)
    fill = Image.new("RGB", mask.size, rgb)
    if random.random() < 0.15:  # light from one side
        k = np.linspace(1, random.uniform(0.84, 0.94), 2 * n, dtype=np.float32)
        k = k[None, :, None] if random.random() < 0.5 else k[:, None, None]
        fill = Image.fromarray((np.asarray(fill, np.float32) * k).astype(np.uint8))
    im.paste(fill, at, mask)
    if random.random() < 0.1 and not hole:  # a thin rim of nearly the same colour
        rim = tuple(int(v * 0.75) for v in rgb)
        ImageDraw.Draw(im).line([(x + at[0], y + at[1]) for x, y in place(body + body[:1])], fill=rim, width=max(1, round(r * 0.05)))


def luma(p):
    return 0.3 * p[0] + 0.59 * p[1] + 0.11 * p[2]


def contrast(a, b):
    return sum((x - y) ** 2 for x, y in zip(a, b)) ** 0.5


def arrange(count, w, h):
    """Sizes and places that leave no doubt about order and relation, or None."""
    sizes = [random.choice(SIZES) for _ in range(count)]
    m = math.sqrt(w * h)
    out = []
    for size in sizes:
        r = random.uniform(*RADII[size])
        rx, ry = r * m / w, r * m / h
        for _ in range(12):
            x, y = random.uniform(rx * 0.97, 1 - rx * 0.97), random.uniform(ry * 0.97, 1 - ry * 0.97)
            far = all(math.hypot((x - b[1]) * w, (y - b[2]) * h) > (r + b[3]) * m * random.uniform(0.88, 1.1) for b in out)
            clear = count < 3 or all(abs(x - b[1]) > 0.06 for b in out)
            if count == 2 and out:
                dx, dy = abs(x - out[0][1]), abs(y - out[0][2])
                clear = max(dx, dy) > 1.35 * min(dx, dy)
            if far and clear:
                out.append((size, x, y, r))
                break
        else:
            return None
    return out


def shape_scene(count=None, easy=False):
    """Easy scenes have dark things on light ground only; training begins with more of them."""
    w, h = canvas_size()
    count = count or random.choices([1, 2, 3, 4], [0.26, 0.34, 0.22, 0.18])[0]
    while not (spots := arrange(count, w, h)):
        pass
    name = random.choice(BACKGROUNDS if not easy else ["white", "grey", "yellow", "pink"])
    im = background(name, w, h)
    here = np.asarray(im.resize((8, 8), Image.BOX), np.float32).reshape(-1, 3)
    things = []
    for size, x, y, r in spots:
        while True:
            colour = random.choice(COLOURS)
            rgb = pick_rgb(colour)
            if colour != name and min(contrast(rgb, p) for p in here) > 75 and not (easy and luma(rgb) > here.mean() - 50):
                break
        thing = Thing(random.choice(SHAPES), colour, size, x, y, r)
        draw_thing(im, thing, rgb)
        things.append(thing)
    things.sort(key=lambda t: t.x)
    return Scene(finish(im), name, things)


def empty_scene():
    w, h = canvas_size()
    name = random.choice(BACKGROUNDS)
    return Scene(finish(background(name, w, h)), name)


def finish(im):
    """What cameras, editors and the web do to a picture."""
    if random.random() < 0.12:
        im = im.filter(ImageFilter.GaussianBlur(random.uniform(0.4, 1.4)))
    if random.random() < 0.2:
        buf = io.BytesIO()
        im.save(buf, "JPEG", quality=random.randint(35, 92))
        im = Image.open(io.BytesIO(buf.getvalue())).convert("RGB")
    return im
