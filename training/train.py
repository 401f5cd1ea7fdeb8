"""Trains the demo model from scratch on scenes drawn on the fly.

usage: python training/train.py --minutes 80 [--resume | --init GGUF_DIR]

First the vision tower alone learns what covers each patch, then the whole model learns to talk. The
learning rate is warmed up, held, and brought down to nothing over the last part of the given time.
Everything lands in training/out/ (last.pt, tokenizer.json).
"""
import argparse
import itertools
import random
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

import captions
import collages
import scenes
import signs
import tokenizer
from answer import answers, tile
from labels import patch_labels
from model import GRID, IMAGE_TOKENS, Dense, answer_loss, build, config, see
from muon import Muon
from scoring import kinds_right, sizes_right, word_right

OUT = Path(__file__).parent / "out"


def lesson(sign_share, easy_share):
    """A picture for the vision tower alone: three in four are collages."""
    if random.random() < 0.25:
        return scene(sign_share, easy_share)
    return collages.text_collage() if random.random() < sign_share else collages.shape_collage()


def scene(sign_share, easy_share):
    p, easy = random.random(), random.random() < easy_share
    if p < 0.01:
        return scenes.empty_scene()
    return signs.sign_scene(easy=easy) if p < sign_share else scenes.shape_scene(easy=easy)


class Batches(torch.utils.data.IterableDataset):
    """Endless batches (pixels, patch labels, ids, wanted); draws in the loader's own process.
    The share `talk` of the batches has conversations, the others are lessons for the vision tower."""

    def __init__(self, tok_file, size, shares, talk):
        self.tok_file, self.size, self.shares, self.talk = tok_file, size, shares, talk

    def __iter__(self):
        random.seed()
        tok = Tokenizer.from_file(self.tok_file)
        while True:
            talking = random.random() < self.talk
            many = [(scene if talking else lesson)(*self.shares) for _ in range(self.size)]
            talks = [tokenizer.encode(tok, captions.conversation(s, random.choice([1, 2, 2, 3])), IMAGE_TOKENS) for s in many if talking]
            ids = torch.full((len(talks), max((len(i) for i, _ in talks), default=0)), 2)
            wanted = torch.zeros(ids.shape, dtype=torch.bool)
            for k, (i, w) in enumerate(talks):
                ids[k, : len(i)], wanted[k, : len(i)] = torch.tensor(i), torch.tensor(w)
            labels = torch.from_numpy(np.stack([patch_labels(s, GRID) for s in many]))
            yield torch.stack([tile(s.image) for s in many]), labels, ids, wanted


def check(model, tok, n=160):
    """Scores on freshly drawn scenes that no training batch held (other seed): a log line."""
    state = random.getstate()
    random.seed(77)
    shapes, words = [scenes.shape_scene(1 + i % 2) for i in range(n)], [signs.sign_scene() for _ in range(n)]
    random.setstate(state)
    px, sx = torch.stack([tile(s.image) for s in shapes]), torch.stack([tile(s.image) for s in words])
    said, counted = answers(model, tok, px, "Describe the picture."), answers(model, tok, px, "How many objects?")
    read = answers(model, tok, sx, "What does the sign say?", 16)
    truth = [[asdict(t) for t in s.things] for s in shapes]
    print("CHECK kinds %.3f sizes %.3f counts %.3f words %.3f" % (
        sum(map(kinds_right, said, truth)) / n, sum(map(sizes_right, said, truth)) / n,
        sum(c == captions.NUMBERS[len(t)] + "." for c, t in zip(counted, truth)) / n,
        sum(word_right(r, s.word) for r, s in zip(read, words)) / n), said[:2], [(s.word, r[14:]) for s, r in zip(words[:6], read)], flush=True)


def optimisers(model, dense):
    """Muon for the matrices inside the two transformers and between them, AdamW for everything else; the
    patch filters, good from the start and with hundreds of inputs each, move slowly."""
    v = model.model.vision_model
    inner = [p for m in (v.encoder, model.model.text_model.layers, model.model.connector) for p in m.parameters() if p.dim() == 2]
    filters = [v.embeddings.patch_embedding.weight]
    known = {id(p) for p in inner + filters}
    rest = [p for p in [*model.parameters(), *dense.parameters()] if id(p) not in known]
    adam = torch.optim.AdamW([dict(params=rest, base=1.5e-3), dict(params=filters, base=3e-4)], betas=(0.9, 0.97), weight_decay=1e-4)
    return Muon([dict(params=inner, base=0.01)]), adam


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--minutes", type=float, default=80, help="length of the whole schedule")
    ap.add_argument("--vision-minutes", type=float, default=12, help="of these, for the vision tower alone")
    ap.add_argument("--talk", type=float, default=0.7, help="after that, share of batches with conversations; the others are collages")
    ap.add_argument("--decay", type=float, default=0.4, help="last share of the time, in which the learning rate falls to 0")
    ap.add_argument("--batch", type=int, default=48)
    ap.add_argument("--signs", type=float, default=0.5, help="share of sign scenes")
    ap.add_argument("--easy", type=float, default=0.0, help="share of easy scenes: dark on light")
    ap.add_argument("--lr", type=float, default=1.0, help="factor on all learning rates")
    ap.add_argument("--resume", action="store_true", help="go on from out/last.pt")
    ap.add_argument("--restart-clock", action="store_true", help="with --resume: begin the schedule anew (no vision-only part)")
    ap.add_argument("--init", help="begin with the weights of this GGUF pair's folder")
    a = ap.parse_args()
    OUT.mkdir(exist_ok=True)
    torch.manual_seed(0)
    if a.init:
        from gguf_weights import load_pair
        model, tok = load_pair(a.init)
    else:
        tok = Tokenizer.from_file(str(OUT / "tokenizer.json")) if a.resume else tokenizer.train()
        pixels = torch.stack([tile(scene(a.signs, a.easy).image) for _ in range(100)])
        model = build(config(tok.get_vocab_size(), tok.token_to_id("<image>"), tok.token_to_id("<end_of_utterance>")), pixels)
    tok.save(str(OUT / "tokenizer.json"))
    dense = Dense(model.config.vision_config.hidden_size)
    muon, adam = optimisers(model, dense)
    spent, seen = (a.vision_minutes * 60 if a.init else 0.0), 0
    if a.resume:
        s = torch.load(OUT / "last.pt")
        model.load_state_dict(s["model"]), dense.load_state_dict(s["dense"])
        if "muon" in s:
            muon.load_state_dict(s["muon"]), adam.load_state_dict(s["adam"])
        seen, spent = s["seen"], (a.vision_minutes * 60 if a.restart_clock else s["spent"])
    print("parameters", sum(p.numel() for p in model.parameters()), flush=True)

    def batches(talk, until):
        data = Batches(str(OUT / "tokenizer.json"), a.batch, (a.signs, a.easy), talk)
        for batch in torch.utils.data.DataLoader(data, batch_size=None, num_workers=1, prefetch_factor=6):
            if spent > until * 60:
                return
            yield batch

    last = time.time()
    saved, checked, mean, steps = spent, spent, {}, 0
    for pixels, labels, ids, wanted in itertools.chain(batches(0, a.vision_minutes), batches(a.talk, a.minutes)):
        left = 1 - spent / (a.minutes * 60)
        rate = a.lr * min(1, (steps + 1) / 60) * min(1, max(left, 0) / a.decay)
        for g in muon.param_groups + adam.param_groups:
            g["lr"] = g["base"] * rate
        patches = see(model, pixels)
        loss, right = dense(patches, labels)
        if len(ids):
            talk, right["tokens"] = answer_loss(model, patches, ids, wanted)
            right["talk"] = float(talk.detach())
            loss = talk + 0.5 * loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for g in adam.param_groups for p in g["params"]], 1.0)
        for o in (muon, adam):
            o.step(), o.zero_grad()
        steps, seen = steps + 1, seen + a.batch
        for k, x in right.items():
            mean[k] = mean.get(k, x) * 0.97 + x * 0.03
        now = time.time()
        spent, last = spent + now - last, now
        if steps % 40 == 0:
            print(f"{spent / 60:6.1f} min {seen:7d} seen lr {rate:.2f}", {k: round(x, 3) for k, x in mean.items()}, flush=True)
        if spent - saved > 240 or left <= 0.001:
            saved = spent
            torch.save(dict(model=model.state_dict(), dense=dense.state_dict(), muon=muon.state_dict(), adam=adam.state_dict(), seen=seen, spent=spent), OUT / "new.pt")
            (OUT / "new.pt").replace(OUT / "last.pt")
        if spent > a.vision_minutes * 60 and (spent - checked > 480 or left <= 0.001):
            check(model.eval(), tok)
            model.train()
            last = time.time()
            checked = spent


if __name__ == "__main__":
    main()
