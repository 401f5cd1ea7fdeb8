"""The same random weights as 8-bit ONNX graphs, for the runtimes that the engine is compared with.

usage: python bench/export_onnx.py --models DIR      (DIR as make_model.py left it)

Writes DIR/checkpoint/onnx/{embed_tokens,vision_encoder,decoder_model_merged}_quantized.onnx under the names and with the inputs and
outputs of published exports. Matrices are quantised per channel to 8 bits, which is what such exports call q8. Needs
training/requirements.txt, onnx and onnxruntime.
"""
import argparse
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn
from transformers import SmolVLMForConditionalGeneration


def heads(x, count):
    """[1, tokens, count · size] → [1, count, tokens, size]."""
    return x.unflatten(-1, (count, -1)).transpose(1, 2)


def attend(query, key, value, mask=0.0):
    shares = torch.softmax(query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5 + mask, -1)
    return (shares @ value).transpose(1, 2).flatten(2)


class Vision(nn.Module):
    """pixel_values [1, frames, 3, tile, tile] → image_features [frames, tokens, text hidden]."""

    def __init__(self, model):
        super().__init__()
        self.tower, self.projection = model.vision_model, model.connector.modality_projection
        self.scale = model.config.scale_factor

    def forward(self, pixel_values):
        embeddings = self.tower.embeddings
        patches = embeddings.patch_embedding(pixel_values.flatten(0, 1))
        side = patches.shape[-1]
        x = patches.flatten(2).transpose(1, 2) + embeddings.position_embedding.weight
        for layer in self.tower.encoder.layers:
            attention, seen = layer.self_attn, layer.layer_norm1(x)
            looks = [heads(part(seen), attention.num_heads) for part in (attention.q_proj, attention.k_proj, attention.v_proj)]
            x = x + attention.out_proj(attend(*looks))
            x = x + layer.mlp(layer.layer_norm2(x))
        x, small = self.tower.post_layernorm(x), side // self.scale
        neighbours = x.unflatten(1, (small, self.scale, small, self.scale)).transpose(2, 3)
        return self.projection(neighbours.flatten(3).flatten(1, 2))


class Decoder(nn.Module):
    """Rows behind a cache → the logits of the last row, and the longer cache: keys and values [1, kv heads, tokens, size]."""

    def __init__(self, model):
        super().__init__()
        self.text, self.head, config = model.text_model, model.lm_head, model.config.text_config
        self.counts = config.num_attention_heads, config.num_key_value_heads
        frequencies = config.rope_parameters["rope_theta"] ** (-torch.arange(0, config.head_dim, 2) / config.head_dim)
        self.register_buffer("frequencies", frequencies)

    def forward(self, inputs_embeds, attention_mask, position_ids, *past):
        angles = (position_ids[..., None] * self.frequencies).repeat(1, 1, 2)[:, None]
        fresh, total = inputs_embeds.shape[1], attention_mask.shape[1]
        hidden = torch.arange(total)[None] > torch.arange(fresh)[:, None] + (total - fresh)
        mask = hidden * -3e38

        def turned(x):
            low, high = x.chunk(2, -1)
            return x * angles.cos() + torch.cat([-high, low], -1) * angles.sin()

        x, cache, (query_heads, kv_heads) = inputs_embeds, [], self.counts
        for index, layer in enumerate(self.text.layers):
            attention, seen = layer.self_attn, layer.input_layernorm(x)
            key = torch.cat([past[2 * index], turned(heads(attention.k_proj(seen), kv_heads))], 2)
            value = torch.cat([past[2 * index + 1], heads(attention.v_proj(seen), kv_heads)], 2)
            cache += [key, value]
            wide = [part.repeat_interleave(query_heads // kv_heads, 1) for part in (key, value)]
            x = x + attention.o_proj(attend(turned(heads(attention.q_proj(seen), query_heads)), *wide, mask))
            x = x + layer.mlp(layer.post_attention_layernorm(x))
        return self.head(self.text.norm(x[:, -1:])), *cache


def lookup(weights, path):
    """input_ids [1, tokens] → inputs_embeds [1, tokens, hidden], from rows of 8 bits with a scale each."""
    scales = np.maximum(np.abs(weights).max(1, keepdims=True) / 127, 1e-12).astype(np.float32)
    parts = {"rows": np.round(weights / scales).astype(np.int8), "scales": scales}
    steps = [("Gather", ["rows", "input_ids"], "picked", {}), ("Cast", ["picked"], "floats", {"to": TensorProto.FLOAT}),
             ("Gather", ["scales", "input_ids"], "scale", {}), ("Mul", ["floats", "scale"], "inputs_embeds", {})]
    nodes = [helper.make_node(kind, takes, [gives], **options) for kind, takes, gives, options in steps]
    taken = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "tokens"])]
    given = [helper.make_tensor_value_info("inputs_embeds", TensorProto.FLOAT, [1, "tokens", weights.shape[1]])]
    stored = [numpy_helper.from_array(array, name) for name, array in parts.items()]
    graph = helper.make_graph(nodes, "lookup", taken, given, stored)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9), path)


def export(module, example, path, takes, gives, growing):
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(module, example, str(whole), input_names=takes, output_names=gives, dynamic_axes=growing,
                          opset_version=18, dynamo=False)
        quantize_dynamic(whole, path, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"])


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--models", required=True, type=Path)
    models = parser.parse_args().models
    out = models / "checkpoint" / "onnx"
    out.mkdir(exist_ok=True)
    whole = SmolVLMForConditionalGeneration.from_pretrained(models / "checkpoint", dtype=torch.float32).eval()
    model, text = whole.model, whole.config.text_config
    model.lm_head = whole.lm_head
    lookup(model.text_model.embed_tokens.weight.numpy(), out / "embed_tokens_quantized.onnx")
    tile = whole.config.vision_config.image_size
    export(Vision(model), (torch.zeros(1, 1, 3, tile, tile),), out / "vision_encoder_quantized.onnx", ["pixel_values"],
           ["image_features"], {"pixel_values": {1: "frames"}, "image_features": {0: "frames"}})

    names = [f"{layer}.{part}" for layer in range(text.num_hidden_layers) for part in ("key", "value")]
    takes = ["inputs_embeds", "attention_mask", "position_ids", *(f"past_key_values.{name}" for name in names)]
    gives = ["logits", *(f"present.{name}" for name in names)]
    growing = {"inputs_embeds": {1: "fresh"}, "attention_mask": {1: "total"}, "position_ids": {1: "fresh"}}
    growing |= {name: {2: "past"} for name in takes[3:]} | {name: {2: "total"} for name in gives[1:]}
    past = [torch.zeros(1, text.num_key_value_heads, 5, text.head_dim) for _ in names]
    example = (torch.zeros(1, 3, text.hidden_size), torch.ones(1, 8, dtype=torch.long), torch.arange(5, 8)[None], *past)
    export(Decoder(model), example, out / "decoder_model_merged_quantized.onnx", takes, gives, growing)


if __name__ == "__main__":
    main()
