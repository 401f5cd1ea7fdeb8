"""Random weights in the shape of SmolVLM2-256M, for measuring speed where no pretrained weights are at hand.

usage: python bench/make_model.py --out DIR

Writes DIR/checkpoint as transformers does, DIR/text.gguf and DIR/mmproj.gguf (Q8_0), and DIR/picture.png. The packages
are those of training/requirements.txt. The answers are noise; shapes, sizes and work per token are the real model's.
"""
import argparse
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from transformers import SmolVLMConfig, SmolVLMForConditionalGeneration

ROOT = Path(__file__).parent.parent
WORDS, VOCABULARY = 49152, 49280
LINE_END = "Ċ"
TILES = [f"<row_{row}_col_{col}>" for row in range(1, 7) for col in range(1, 7)]
BEHIND = ["<global-img>", *TILES, "<fake_token_around_image>", "<image>"]
# Of the published model the longest edge is 2048, and llama.cpp would always cut the picture into sixteen more frames.
PREPROCESSING = {
    "size": {"longest_edge": 512}, "max_image_size": {"longest_edge": 512}, "image_mean": [0.5] * 3, "image_std": [0.5] * 3,
}
TEMPLATE = (
    "<|im_start|>{% for message in messages %}{{ message['role'] | capitalize }}"
    "{% if message['content'][0]['type'] == 'image' %}:{% else %}: {% endif %}"
    "{% for part in message['content'] %}{% if part['type'] == 'text' %}{{ part['text'] }}"
    "{% elif part['type'] == 'image' %}<image>{% endif %}{% endfor %}<end_of_utterance>\n{% endfor %}"
    "{% if add_generation_prompt %}Assistant:{% endif %}"
)


def tokenizer():
    """Bytes are words, and two line ends are one, which llama.cpp puts before a picture. The rest of the vocabulary is
    never said: no text is needed to train on."""
    front = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = [*front, *letters, 2 * LINE_END]
    words += [f"piece{i}" for i in range(WORDS - len(words))]
    made = Tokenizer(models.BPE(vocab={word: i for i, word in enumerate(words)}, merges=[(LINE_END, LINE_END)]))
    digits = pre_tokenizers.Digits(individual_digits=True)
    made.pre_tokenizer = pre_tokenizers.Sequence([digits, pre_tokenizers.ByteLevel(add_prefix_space=False)])
    made.decoder = decoders.ByteLevel()
    reserved = [f"<|reserved_special_token_{i}|>" for i in range(VOCABULARY - WORDS - len(BEHIND) - 1)]
    special = [*front, *BEHIND, *reserved, "<end_of_utterance>"]
    made.add_special_tokens([AddedToken(word, special=True, normalized=False) for word in special])
    assert made.get_vocab_size() == VOCABULARY
    return made


def model():
    torch.manual_seed(0)
    vision = dict(hidden_size=768, intermediate_size=3072, num_hidden_layers=12, num_attention_heads=12, image_size=512, patch_size=16)
    text = dict(model_type="llama", hidden_size=576, intermediate_size=1536, num_hidden_layers=30, num_attention_heads=9,
                num_key_value_heads=3, head_dim=64, vocab_size=VOCABULARY, rms_norm_eps=1e-5, max_position_embeddings=8192,
                rope_theta=100000.0, initializer_range=576**-0.5, bos_token_id=1, eos_token_id=VOCABULARY - 1, pad_token_id=2)
    image = WORDS + BEHIND.index("<image>")
    config = SmolVLMConfig(image_token_id=image, scale_factor=4, tie_word_embeddings=True, pad_token_id=2, vision_config=vision, text_config=text)
    return SmolVLMForConditionalGeneration(config).to(torch.bfloat16)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", required=True, type=Path)
    out = parser.parse_args().out
    checkpoint = out / "checkpoint"
    model().save_pretrained(checkpoint)
    tokenizer().save(str(checkpoint / "tokenizer.json"))
    (checkpoint / "chat_template.jinja").write_text(TEMPLATE)
    (checkpoint / "preprocessor_config.json").write_text(json.dumps(PREPROCESSING))
    export = [sys.executable, ROOT / "training" / "export_gguf.py", "--model", checkpoint, "--out", out, "--type", "q8_0"]
    subprocess.run([str(word) for word in export], check=True)
    noise = np.random.default_rng(0).integers(0, 256, (512, 512, 3), dtype=np.uint8)
    Image.fromarray(noise).save(out / "picture.png")


if __name__ == "__main__":
    main()
