"""Reads a GGUF pair back: the model with dequantised weights, and its tokenizer.

This is what the page computes with (up to rounding), so scores are taken on it; training can also
start from it.
"""
from pathlib import Path

import numpy as np
import torch
from gguf import GGUFReader, TokenType
from gguf.quants import dequantize
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from transformers import SmolVLMForConditionalGeneration

from export_gguf import TEXT_NAMES, VISION_NAMES
from model import config


def tensors(reader):
    return {t.name: torch.from_numpy(np.array(dequantize(t.data, t.tensor_type), dtype=np.float32)) for t in reader.tensors}


def split_half(x, heads):
    """The inverse of export_gguf.interleave."""
    rows, cols = x.shape
    return x.reshape(heads, rows // heads // 2, 2, cols).transpose(1, 2).reshape(rows, cols)


def load_tokenizer(reader):
    names, kinds = reader.fields["tokenizer.ggml.tokens"].contents(), reader.fields["tokenizer.ggml.token_type"].contents()
    merges = [tuple(m.split(" ")) for m in reader.fields["tokenizer.ggml.merges"].contents()]
    special = [n for n, k in zip(names, kinds) if k == TokenType.CONTROL]
    tail = set(special[17:])  # the first 17 belong to the trained vocabulary, the others were added behind it
    tok = Tokenizer(models.BPE({n: i for i, n in enumerate(names) if n not in tail}, merges))
    tok.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True),
                                                 pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=True, use_regex=True)])
    tok.decoder = decoders.ByteLevel(add_prefix_space=True, trim_offsets=True, use_regex=True)
    tok.add_special_tokens([AddedToken(n, special=True, normalized=False) for n in special])
    assert [tok.token_to_id(n) for n in names] == list(range(len(names)))
    return tok


def load_pair(folder):
    text, vision = GGUFReader(Path(folder) / "text.gguf"), GGUFReader(Path(folder) / "mmproj.gguf")
    tok, t, v, sd = load_tokenizer(text), tensors(text), tensors(vision), {}
    cfg = config(tok.get_vocab_size(), tok.token_to_id("<image>"), tok.token_to_id("<end_of_utterance>"))
    heads = {"attn_q": cfg.text_config.num_attention_heads, "attn_k": cfg.text_config.num_key_value_heads}
    for i in range(cfg.text_config.num_hidden_layers):
        for ours, theirs in TEXT_NAMES.items():
            x = t[f"blk.{i}.{theirs}.weight"]
            sd[f"model.text_model.layers.{i}.{ours}.weight"] = split_half(x, heads[theirs]) if theirs in heads else x
    for part in ("weight", "bias"):
        for i in range(cfg.vision_config.num_hidden_layers):
            for ours, theirs in VISION_NAMES.items():
                sd[f"model.vision_model.encoder.layers.{i}.{ours}.{part}"] = v[f"v.blk.{i}.{theirs}.{part}"]
        sd[f"model.vision_model.post_layernorm.{part}"] = v[f"v.post_ln.{part}"]
        sd[f"model.vision_model.embeddings.patch_embedding.{part}"] = v[f"v.patch_embd.{part}"]
    sd["model.vision_model.embeddings.position_embedding.weight"] = v["v.position_embd.weight"]
    sd["model.connector.modality_projection.proj.weight"] = v["mm.model.fc.weight"]
    sd["model.text_model.embed_tokens.weight"], sd["lm_head.weight"] = t["token_embd.weight"], t["output.weight"]
    sd["model.text_model.norm.weight"] = t["output_norm.weight"]
    model = SmolVLMForConditionalGeneration(cfg).float()
    model.load_state_dict(sd)
    return model, tok
