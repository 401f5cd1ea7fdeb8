"""Per-patch truth for the auxiliary loss.

The vision tower learns what covers each patch long before the text model can make use of it. The
heads for this loss are thrown away after training.
"""
import numpy as np

from scenes import COLOURS, SHAPES, SIZES

# name: number of classes; class 0 is "nothing here"
HEADS = {"shape": len(SHAPES) + 1, "colour": len(COLOURS) + 1, "size": len(SIZES) + 1, "letter": 27, "place": 7}


def patch_labels(scene, grid):
    """int8 [heads, grid * grid]; `place` counts letters or objects from the left, from 1."""
    out = np.zeros((len(HEADS), grid, grid), np.int8)
    c = (np.arange(grid) + 0.5) / grid
    w, h = scene.image.size
    m = (w * h) ** 0.5
    for i, t in enumerate(scene.things):
        d = np.hypot((c[None, :] - t.x) * w, (c[:, None] - t.y) * h) / (t.r * m)
        here = d < 0.85
        here[min(grid - 1, int(t.y * grid)), min(grid - 1, int(t.x * grid))] = True
        out[:3, here] = np.array([[1 + SHAPES.index(t.shape)], [1 + COLOURS.index(t.colour)], [1 + SIZES.index(t.size)]])
        out[4, here] = i + 1
    if scene.letters:
        xs, ys, hw, hh = (np.array([l[k] for l in scene.letters]) for k in (1, 2, 3, 4))
        dx = np.abs(c[None, :] - xs[:, None])
        near = dx.argmin(0)
        for col in range(grid):
            k = near[col]
            if dx[k, col] < hw[k] + 0.02:
                put(out, grid, np.abs(c - ys[k]) < hh[k], col, scene.letters[k][0], k)
        for k, (ch, x, y, *_) in enumerate(scene.letters):
            put(out, grid, min(grid - 1, int(y * grid)), min(grid - 1, int(x * grid)), ch, k)
    return out.reshape(len(HEADS), -1)


def put(out, grid, rows, col, ch, k):
    out[3, rows, col] = ord(ch) - 64
    out[4, rows, col] = k + 1
