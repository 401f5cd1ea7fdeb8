"""The demo model: SmolVLM's architecture, small enough to be trained on two CPU cores."""
import math

import numpy as np
import torch
from torch import nn
from transformers import SmolVLMConfig, SmolVLMForConditionalGeneration

from labels import HEADS

TILE, PATCH, SHUFFLE = 96, 8, 2
GRID = TILE // PATCH
IMAGE_TOKENS = (GRID // SHUFFLE) ** 2


def config(vocab, image_token, eos):
    return SmolVLMConfig(
        image_token_id=image_token, scale_factor=SHUFFLE, tie_word_embeddings=False, pad_token_id=2,
        vision_config=dict(hidden_size=96, intermediate_size=384, num_hidden_layers=6, num_attention_heads=6, image_size=TILE,
                           patch_size=PATCH, hidden_act="gelu_pytorch_tanh", layer_norm_eps=1e-6),
        text_config=dict(model_type="llama", hidden_size=128, intermediate_size=384, num_hidden_layers=4, num_attention_heads=4,
                         num_key_value_heads=1, head_dim=32, vocab_size=vocab, rms_norm_eps=1e-5, max_position_embeddings=2048,
                         rope_theta=100000.0, hidden_act="silu", tie_word_embeddings=False, bos_token_id=1, eos_token_id=eos, pad_token_id=2))


PLACES = 16  # leading dimensions of the vision tower's stream that begin as the patch's place
WAVES = torch.tensor([0.3, 0.95, 1.7, 2.5])  # radians per patch
# where the heads of the first four layers look at first, in patches
NEIGHBOURS = (((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1)), ((1, 0), (-1, 0), (0, 1), (0, -1), (-1, 1), (1, -1)),
              ((2, 0), (-2, 0), (0, 2), (0, -2), (1, 1), (-1, -1)), ((2, 0), (-2, 0), (0, 2), (0, -2), (2, -2), (-2, 2)))


def dct_filters(n, size):
    """Low frequencies of grey (most of them), then of two colour differences, as patch filters."""
    k = np.arange(size)
    basis = [np.cos(math.pi * f * (2 * k + 1) / (2 * size)) for f in range(size)]
    order = sorted(((a, b) for a in range(size) for b in range(size)), key=lambda p: p[0] ** 2 + p[1] ** 2)
    out = []
    for colour, share in (((1, 1, 1), 0.45), ((1, 0, -1), 0.275), ((1, -2, 1), 0.275)):
        for a, b in order[: math.ceil(n * share)]:
            f = np.outer(basis[a], basis[b])
            c = np.array(colour, float)
            out.append(np.einsum("c,yx->cyx", c / np.linalg.norm(c), f / np.linalg.norm(f)))
    return torch.tensor(np.stack(out[:n]), dtype=torch.float32)


def places():
    """Sines and cosines of every patch's column and row, [patches, PLACES]."""
    y, x = torch.meshgrid(torch.arange(GRID), torch.arange(GRID), indexing="ij")
    x, y = x.reshape(-1, 1) * WAVES, y.reshape(-1, 1) * WAVES
    return torch.cat([x.sin(), x.cos(), y.sin(), y.cos()], 1)


def shift(dx, dy):
    """The rotation that turns a patch's place into that of its neighbour at (dx, dy)."""
    n = PLACES // 4
    out = torch.zeros(PLACES, PLACES)
    for base, d in ((0, dx), (2 * n, dy)):
        c, s = torch.diag((WAVES * d).cos()), torch.diag((WAVES * d).sin())
        out[base : base + n, base : base + n], out[base : base + n, base + n : base + 2 * n] = c, s
        out[base + n : base + 2 * n, base : base + n], out[base + n : base + 2 * n, base + n : base + 2 * n] = -s, c
    return out


@torch.no_grad()
def build(cfg, pixels):
    """Fresh weights. The vision tower begins much like a small convolutional network: whitened frequency
    filters for the patches (scaled on `pixels`, a batch of tiles), places as sines, and in the first four
    layers heads that look at one neighbour each. A vision transformer without that head start needs many
    times the pictures."""
    model = SmolVLMForConditionalGeneration(cfg).float()
    v = model.model.vision_model
    emb, dim = v.embeddings, cfg.vision_config.hidden_size
    f = dct_filters(dim - PLACES, PATCH)
    spread = nn.functional.conv2d(pixels.float() / 127.5 - 1, f, stride=PATCH).std((0, 2, 3))
    emb.patch_embedding.weight.zero_()
    emb.patch_embedding.weight[PLACES:] = f * (0.7 / spread.clamp(min=0.02))[:, None, None, None]
    emb.patch_embedding.bias.zero_()
    emb.position_embedding.weight.zero_()
    emb.position_embedding.weight[:, :PLACES] = places()
    for i, layer in enumerate(v.encoder.layers):
        a = layer.self_attn
        for p in (a.q_proj, a.k_proj, a.v_proj, a.out_proj, layer.mlp.fc1, layer.mlp.fc2):
            nn.init.normal_(p.weight, std=p.weight.shape[1] ** -0.5 * 0.7)
        layer.mlp.fc2.weight.mul_(0.5), a.out_proj.weight.mul_(0.7)
        layer.mlp.fc2.weight[:PLACES] *= 0.1
        a.out_proj.weight[:PLACES] *= 0.1
        if i < len(NEIGHBOURS):
            a.q_proj.weight.mul_(0.3), a.k_proj.weight.mul_(0.3)
            for h, (dx, dy) in enumerate(NEIGHBOURS[i]):
                rows = slice(h * PLACES, (h + 1) * PLACES)
                a.q_proj.weight[rows, :PLACES] = 1.6 * shift(dx, dy)
                a.k_proj.weight[rows, :PLACES] = 1.6 * torch.eye(PLACES)
    nn.init.normal_(model.model.connector.modality_projection.proj.weight, std=(SHUFFLE * SHUFFLE * dim) ** -0.5)
    for layer in model.model.text_model.layers:
        for name, p in layer.named_parameters():
            if p.dim() == 2:
                nn.init.normal_(p, std=p.shape[1] ** -0.5 * (0.4 if "o_proj" in name or "down_proj" in name else 0.9))
    nn.init.normal_(model.model.text_model.embed_tokens.weight, std=0.5)
    nn.init.zeros_(model.lm_head.weight)
    return model


class Dense(nn.Module):
    """Linear heads over the vision tower's patches, for training only."""

    def __init__(self, dim):
        super().__init__()
        self.head = nn.Linear(dim, sum(HEADS.values()))

    def forward(self, patches, labels):
        """(loss, {head: share right among the patches that show something})"""
        loss, right = 0.0, {}
        for i, (name, part) in enumerate(zip(HEADS, self.head(patches).split(list(HEADS.values()), -1))):
            y = labels[:, i].reshape(-1).long()
            x = part.reshape(-1, part.shape[-1])
            each = nn.functional.cross_entropy(x, y, reduction="none", ignore_index=-1)
            some, asked = (y > 0).float(), (y >= 0).float()
            loss = loss + (each * (0.25 + 0.75 * some)).sum() / (0.25 * asked.sum() + 0.75 * some.sum()).clamp(min=1)
            right[name] = float(((x.argmax(-1) == y).float() * some).sum() / some.sum().clamp(min=1))
        return loss / len(HEADS), right


def see(model, pixels):
    """Patch states of the vision tower, [batch, patches, dim]; pixels are uint8 [batch, 3, T, T]."""
    x = pixels.float() / 127.5 - 1
    mask = torch.ones(len(x), GRID, GRID, dtype=torch.bool)
    return model.model.vision_model(pixel_values=x, patch_attention_mask=mask).last_hidden_state


def answer_loss(model, patches, ids, wanted):
    """Cross entropy of the answer tokens; `wanted` is True where a token is to be predicted."""
    m = model.model
    image = m.connector(patches).flatten(0, 1)
    x = m.text_model.embed_tokens(ids)
    x = x.masked_scatter((ids == model.config.image_token_id)[..., None], image.to(x.dtype))
    h = m.text_model(inputs_embeds=x, use_cache=False).last_hidden_state[:, :-1][wanted[:, 1:]]
    y = ids[:, 1:][wanted[:, 1:]]
    logits = model.lm_head(h)
    return nn.functional.cross_entropy(logits, y), float((logits.argmax(-1) == y).float().mean())
