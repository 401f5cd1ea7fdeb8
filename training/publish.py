"""Turns out/last.pt into public/models/demo/: a checkpoint folder, then the Q8_0 GGUF pair.

usage: python training/publish.py [--folder training/out/demo]
"""
import argparse
import json
import subprocess
import sys
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import SmolVLMForConditionalGeneration

from model import IMAGE_TOKENS, TILE, config
from tokenizer import CHAT

HERE = Path(__file__).parent


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--folder", default=HERE / "out/demo", type=Path, help="checkpoint folder as transformers writes it")
    ap.add_argument("--to", default=HERE.parent / "public/models/demo", type=Path)
    a = ap.parse_args()
    tok = Tokenizer.from_file(str(HERE / "out/tokenizer.json"))
    model = SmolVLMForConditionalGeneration(config(tok.get_vocab_size(), tok.token_to_id("<image>"), tok.token_to_id("<end_of_utterance>")))
    model.load_state_dict(torch.load(HERE / "out/last.pt")["model"])
    eos = tok.token_to_id("<end_of_utterance>")
    model.generation_config.eos_token_id, model.generation_config.bos_token_id, model.generation_config.pad_token_id = eos, 1, 2
    a.folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(a.folder)
    tok.save(str(a.folder / "tokenizer.json"))
    (a.folder / "chat_template.jinja").write_text(CHAT)
    names = {"image_token": "<image>", "fake_image_token": "<fake_token_around_image>", "global_image_token": "<global-img>", "end_of_utterance_token": "<end_of_utterance>"}
    files = {
        "tokenizer_config.json": dict(tokenizer_class="GPT2Tokenizer", add_prefix_space=False, clean_up_tokenization_spaces=False, bos_token="<|im_start|>", eos_token="<end_of_utterance>",
                                      pad_token="<|im_end|>", unk_token="<|endoftext|>", model_max_length=2048, processor_class="SmolVLMProcessor", extra_special_tokens=names),
        "preprocessor_config.json": dict(image_processor_type="SmolVLMImageProcessor", processor_class="SmolVLMProcessor", do_convert_rgb=True, do_image_splitting=True, do_normalize=True,
                                         do_pad=True, do_rescale=True, do_resize=True, image_mean=[0.5] * 3, image_std=[0.5] * 3, max_image_size={"longest_edge": TILE},
                                         size={"longest_edge": TILE}, resample=1, rescale_factor=1 / 255),
        "processor_config.json": dict(image_seq_len=IMAGE_TOKENS, processor_class="SmolVLMProcessor"),
    }
    for name, value in files.items():
        (a.folder / name).write_text(json.dumps(value, indent=1))
    subprocess.run([sys.executable, HERE / "export_gguf.py", "--model", a.folder, "--out", a.to, "--type", "q8_0", "--name", "Shipcheck demo"], check=True)


if __name__ == "__main__":
    main()
