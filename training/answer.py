"""Greedy answers for a batch of pictures that share one question."""
import numpy as np
import torch
from PIL import Image

from model import IMAGE_TOKENS, TILE, see
from tokenizer import encode


def tile(image):
    """The picture as the model sees it: squashed to one square tile with Lanczos, uint8 [3, T, T]."""
    return torch.from_numpy(np.asarray(image.convert("RGB").resize((TILE, TILE), Image.LANCZOS)).transpose(2, 0, 1).copy())


@torch.no_grad()
def answers(model, tok, pixels, question, most=48):
    ids, wanted = encode(tok, [(question, "")], IMAGE_TOKENS)
    ids = torch.tensor([ids[: wanted.index(True)]] * len(pixels))
    m = model.model
    x = m.text_model.embed_tokens(ids)
    image = m.connector(see(model, pixels)).flatten(0, 1)
    x = x.masked_scatter((ids == model.config.image_token_id)[..., None], image)
    eos = model.config.text_config.eos_token_id
    out, cache, done = [], None, torch.zeros(len(pixels), dtype=torch.bool)
    while len(out) < most and not done.all():
        r = m.text_model(inputs_embeds=x, past_key_values=cache, use_cache=True)
        cache = r.past_key_values
        new = model.lm_head(r.last_hidden_state[:, -1]).argmax(-1).masked_fill(done, eos)
        done |= new == eos
        out.append(new)
        x = m.text_model.embed_tokens(new[:, None])
    return [tok.decode(row, skip_special_tokens=True).strip() for row in torch.stack(out, 1).tolist()]
