"""Per-patch truth for the auxiliary loss.

The vision tower learns what covers each patch long before the text model can make use of it. The
heads for this loss are thrown away after training.
"""
import numpy as np

from scenes import COLOURS, SHAPES, SIZES

# name: number of classes; class 0 is "nothing here"
HEADS = {"shape": len(SHAPES) + 1, "colour": len(COLOURS) + 1, "size": len(SIZES) + 1, "letter": 27, "place": 7}


def patch_labels(scene, grid):
    """int8 [heads, grid * grid]; `place` counts letters or objects from the left, from 1. -1: not asked."""
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
        xs, ys, wide, high = (np.array([l[k] for l in scene.letters])[:, None, None] for k in (1, 2, 3, 4))
        away = np.maximum(np.abs(c[None, None, :] - xs) / (wide + 0.02), np.abs(c[None, :, None] - ys) / high)
        nearest, here = away.argmin(0), away.min(0) < 1
        for k, (ch, x, y, *_) in enumerate(scene.letters):
            mine = here & (nearest == k)
            mine[max(0, min(grid - 1, int(y * grid))), max(0, min(grid - 1, int(x * grid)))] = True
            out[3, mine], out[4, mine] = ord(ch) - 64, k + 1
    if not scene.ordered:
        out[4] = -1
    return out.reshape(len(HEADS), -1)
