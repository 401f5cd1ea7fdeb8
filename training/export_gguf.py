"""Writes a checkpoint folder of this architecture as a GGUF pair: text.gguf and mmproj.gguf.

usage: python training/export_gguf.py --model DIR --out DIR --type f32|f16|q8_0|q4_0 [--legacy] [--name TEXT]

DIR is a folder as transformers writes it (config.json, *.safetensors, tokenizer.json,
preprocessor_config.json, chat_template.jinja). Tensor and key names are those of llama.cpp's "llama"
architecture and of its "clip" files with the idefics3 projector.
--legacy gives the form of the first published SmolVLM2 files: the vision blocks' ffn_up and ffn_down
exchange their names, and the picture size key is left out.
"""
import argparse
import json
from pathlib import Path

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Q, LlamaFileType as F
from gguf.quants import quantize
from safetensors import safe_open
from transformers import SmolVLMConfig

FILE_TYPES = {Q.F32: F.ALL_F32, Q.F16: F.MOSTLY_F16, Q.Q8_0: F.MOSTLY_Q8_0, Q.Q4_0: F.MOSTLY_Q4_0}
TEXT_NAMES = {"input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm", "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k",
              "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down"}
VISION_NAMES = {"layer_norm1": "ln1", "layer_norm2": "ln2", "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
                "self_attn.out_proj": "attn_out", "mlp.fc1": "ffn_up", "mlp.fc2": "ffn_down"}


def read_weights(folder):
    out = {}
    for file in sorted(folder.glob("*.safetensors")):
        with safe_open(file, "pt") as f:
            for k in f.keys():
                out[k.removeprefix("model.")] = f.get_tensor(k).float().numpy()
    return out


def interleave(x, heads):
    """Rows of q and k from split-half rotary pairs to neighbouring pairs, as the llama architecture stores them."""
    rows, cols = x.shape
    return x.reshape(heads, 2, rows // heads // 2, cols).swapaxes(1, 2).reshape(rows, cols)


def add(w, name, x, kind):
    """Vectors stay f32; rows that are no multiple of a block of 32 fall back to f16."""
    x = np.ascontiguousarray(x, dtype=np.float32)
    if x.ndim == 1 or kind == Q.F32:
        w.add_tensor(name, x)
    elif kind == Q.F16 or x.shape[-1] % 32:
        w.add_tensor(name, x.astype(np.float16))
    else:
        w.add_tensor(name, quantize(x, kind), raw_dtype=kind)


def add_tokenizer(w, folder, size, eos):
    tk = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    names = {i: s for s, i in tk["model"]["vocab"].items()}
    names.update({t["id"]: t["content"] for t in tk["added_tokens"]})
    special = {t["id"] for t in tk["added_tokens"] if t["special"]}
    w.add_tokenizer_model("gpt2")
    w.add_tokenizer_pre("smollm")
    w.add_token_list([names[i] for i in range(size)])
    w.add_token_types([gguf.TokenType.CONTROL if i in special else gguf.TokenType.NORMAL for i in range(size)])
    w.add_token_merges([m if isinstance(m, str) else " ".join(m) for m in tk["model"]["merges"]])
    w.add_bos_token_id(1)
    w.add_eos_token_id(eos)
    w.add_unk_token_id(0)
    w.add_pad_token_id(2)
    w.add_add_bos_token(False)
    template = folder / "chat_template.jinja"
    if template.exists():
        w.add_chat_template(template.read_text("utf-8"))


def write(w):
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


def write_text(path, cfg, sd, folder, kind, name):
    t = cfg.text_config
    w = gguf.GGUFWriter(path, "llama")
    w.add_name(name)
    w.add_file_type(FILE_TYPES[kind])
    heads, kv = t.num_attention_heads, t.num_key_value_heads
    w.add_context_length(t.max_position_embeddings)
    w.add_embedding_length(t.hidden_size)
    w.add_block_count(t.num_hidden_layers)
    w.add_feed_forward_length(t.intermediate_size)
    w.add_head_count(heads)
    w.add_head_count_kv(kv)
    w.add_rope_dimension_count(t.hidden_size // heads)
    w.add_rope_freq_base(t.rope_parameters["rope_theta"])
    w.add_layer_norm_rms_eps(t.rms_norm_eps)
    w.add_vocab_size(t.vocab_size)
    names = json.loads((folder / "tokenizer.json").read_text("utf-8"))["added_tokens"]
    add_tokenizer(w, folder, t.vocab_size, next(n["id"] for n in names if n["content"] == "<end_of_utterance>"))
    wide = Q.Q8_0 if kind == Q.Q4_0 else kind  # the vocabulary's matrices suffer most from 4 bits
    add(w, "token_embd.weight", sd["text_model.embed_tokens.weight"], wide)
    if "lm_head.weight" in sd:
        add(w, "output.weight", sd["lm_head.weight"], wide)
    add(w, "output_norm.weight", sd["text_model.norm.weight"], kind)
    for i in range(t.num_hidden_layers):
        for ours, theirs in TEXT_NAMES.items():
            x = sd[f"text_model.layers.{i}.{ours}.weight"]
            x = interleave(x, heads) if theirs == "attn_q" else interleave(x, kv) if theirs == "attn_k" else x
            add(w, f"blk.{i}.{theirs}.weight", x, kind)
    write(w)


def write_vision(path, cfg, sd, folder, kind, name, legacy):
    v, t = cfg.vision_config, cfg.text_config
    pre = json.loads((folder / "preprocessor_config.json").read_text("utf-8"))
    w = gguf.GGUFWriter(path, "clip")
    w.add_type("mmproj")
    w.add_name(name)
    w.add_file_type(FILE_TYPES[kind])
    w.add_bool("clip.has_vision_encoder", True)
    w.add_string("clip.projector_type", "idefics3")
    for key, value in dict(projection_dim=t.hidden_size, image_size=v.image_size, patch_size=v.patch_size, embedding_length=v.hidden_size,
                           feed_forward_length=v.intermediate_size, block_count=v.num_hidden_layers).items():
        w.add_uint32(f"clip.vision.{key}", value)
    w.add_uint32("clip.vision.attention.head_count", v.num_attention_heads)
    w.add_float32("clip.vision.attention.layer_norm_epsilon", v.layer_norm_eps)
    w.add_uint32("clip.vision.projector.scale_factor", cfg.scale_factor)
    if not legacy:
        w.add_uint32("clip.vision.preproc_image_size", pre["size"]["longest_edge"])
    w.add_array("clip.vision.image_mean", pre["image_mean"])
    w.add_array("clip.vision.image_std", pre["image_std"])
    w.add_bool("clip.use_gelu", True)
    e = "vision_model.embeddings."
    w.add_tensor("v.patch_embd.weight", sd[e + "patch_embedding.weight"].astype(np.float32 if kind == Q.F32 else np.float16))
    add(w, "v.patch_embd.bias", sd[e + "patch_embedding.bias"], kind)
    w.add_tensor("v.position_embd.weight", sd[e + "position_embedding.weight"])
    swap = {"ffn_up": "ffn_down", "ffn_down": "ffn_up"} if legacy else {}
    for part in ("weight", "bias"):
        add(w, f"v.post_ln.{part}", sd[f"vision_model.post_layernorm.{part}"], kind)
        for i in range(v.num_hidden_layers):
            for ours, theirs in VISION_NAMES.items():
                add(w, f"v.blk.{i}.{swap.get(theirs, theirs)}.{part}", sd[f"vision_model.encoder.layers.{i}.{ours}.{part}"], kind)
    add(w, "mm.model.fc.weight", sd["connector.modality_projection.proj.weight"], kind)
    write(w)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--model", required=True, type=Path)
    ap.add_argument("--out", required=True, type=Path)
    ap.add_argument("--type", default="q8_0", choices=["f32", "f16", "q8_0", "q4_0"])
    ap.add_argument("--legacy", action="store_true")
    ap.add_argument("--name", default="SmolVLM2", help="general.name in both files")
    a = ap.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    cfg, sd, kind = SmolVLMConfig.from_pretrained(a.model), read_weights(a.model), Q[a.type.upper()]
    write_text(a.out / "text.gguf", cfg, sd, a.model, kind, a.name)
    write_vision(a.out / "mmproj.gguf", cfg, sd, a.model, kind, a.name, a.legacy)
    for f in ("text.gguf", "mmproj.gguf"):
        print(f, (a.out / f).stat().st_size, "bytes")


if __name__ == "__main__":
    main()
