"""Scores a GGUF pair on the held-out pictures (drawn by holdout/draw.mjs).

usage: python training/evaluate.py [--model public/models/demo] [--pictures training/out/holdout] [--wrong FILE]
           [--caption target/release/caption [--precision auto|f32]]

With --caption the page's own engine answers, in small integers (auto) or in float32, instead of PyTorch.
"""
import argparse
import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch
from PIL import Image

from answer import answers, tile
from captions import NUMBERS, READ_REQUESTS
from gguf_weights import load_pair
from scenes import SHAPES
from scoring import kinds_right, sizes_right, word_right

ROOT = Path(__file__).parent.parent


def by_torch(folder, files):
    model, tok = load_pair(folder)
    model.eval()
    pixels = torch.stack([tile(Image.open(file)) for file in files])

    def ask(rows, question, most=48):
        return [a for part in pixels[rows].split(50) for a in answers(model, tok, part, question, most)]

    return ask


def by_caption(program, precision, folder, files):
    words = [program, "--text", folder / "text.gguf", "--mmproj", folder / "mmproj.gguf", "--precision", precision]

    def ask(rows, question, most=48):
        def one(row):
            asked = ["--image", files[row], "--prompt", question, "--max-new-tokens", str(most)]
            return subprocess.run([*words, *asked], check=True, capture_output=True, text=True).stdout.strip()

        with ThreadPoolExecutor() as pool:
            return list(pool.map(one, rows))

    return ask


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--model", default=ROOT / "public/models/demo", type=Path)
    ap.add_argument("--pictures", default=ROOT / "training/out/holdout", type=Path)
    ap.add_argument("--wrong", type=Path, help="write the wrong answers here")
    ap.add_argument("--caption", type=Path, help="the compiled program that answers")
    ap.add_argument("--precision", default="auto", help="how it computes")
    a = ap.parse_args()
    truth = json.loads((a.pictures / "truth.json").read_text())
    files = [a.pictures / t["file"] for t in truth]
    ask = by_caption(a.caption, a.precision, a.model, files) if a.caption else by_torch(a.model, files)
    wrong = []

    def score(name, rows, said, right):
        marks = [bool(right(s, truth[i])) for i, s in zip(rows, said)]
        wrong.extend(f"{name}\t{truth[i]['file']}\t{s}" for i, s, m in zip(rows, said, marks) if not m)
        print(f"{name}: {100 * sum(marks) / len(marks):.1f} % ({sum(marks)} of {len(marks)})", flush=True)

    shapes = [i for i, t in enumerate(truth) if t["kind"] == "shapes"]
    signs = [i for i, t in enumerate(truth) if t["kind"] == "sign"]
    few = [i for i in shapes if len(truth[i]["things"]) < 3]
    many = [i for i in shapes if len(truth[i]["things"]) > 2]
    for rows, label in ((few, "1-2 objects"), (many, "3-4 objects")):
        said = ask(rows, "Describe the picture.")
        score(f"shape and colour of every object, {label}", rows, said, lambda s, t: kinds_right(s, t["things"]))
        score(f"size, shape and colour of every object, {label}", rows, said, lambda s, t: sizes_right(s, t["things"]))
    said = ask(shapes, "How many objects?", 8)
    score("count", shapes, said, lambda s, t: s == NUMBERS[len(t["things"])] + ".")
    for kind, key in (("What colour is the {}?", "colour"), ("How big is the {}?", "size")):
        rows, said = [], []
        for shape in SHAPES:
            same = [i for i in shapes if [t["shape"] for t in truth[i]["things"]].count(shape) == 1 and truth[i]["things"][0]["shape"] == shape]
            rows += same
            said += ask(same, kind.format(shape), 8)
        score(f"{key} question", rows, said, lambda s, t: s == t["things"][0][key].capitalize() + ".")
    said = ask(signs, READ_REQUESTS[0], 16)
    score("word letter-perfect", signs, said, lambda s, t: word_right(s, t["word"]))
    said = ask(signs, "Describe the picture.", 16)
    score("word letter-perfect in the caption", signs, said, lambda s, t: word_right(s, t["word"]))
    if a.wrong:
        a.wrong.write_text("\n".join(wrong) + "\n")


if __name__ == "__main__":
    main()
