"""The demo model's tokenizer: SmolVLM's kind and special tokens, a vocabulary of a few hundred pieces.

It is trained on captions, questions and some lower-case English, never on sign words, so that a word
in capitals falls into its letters and is spelled out one by one.
"""
import pydoc_data.topics
import random

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

import captions
from scenes import BACKGROUNDS, COLOURS, RADII, SHAPES, SIZES, Scene, Thing

FRONT = """<|endoftext|> <|im_start|> <|im_end|> <repo_name> <reponame> <file_sep> <filename> <gh_stars> <issue_start> <issue_comment> <issue_closed>
<jupyter_start> <jupyter_text> <jupyter_code> <jupyter_output> <jupyter_script> <empty_output>""".split()
BACK = ["<global-img>"] + [f"<row_{r}_col_{c}>" for r in range(1, 7) for c in range(1, 7)] + ["<fake_token_around_image>", "<image>"]
BACK += [f"<|reserved_special_token_{i}|>" for i in range(128 - len(BACK) - 1)] + ["<end_of_utterance>"]
CHAT = ("<|im_start|>{% for message in messages %}{{message['role'] | capitalize}}{% if message['content'][0]['type'] == 'image' %}{{':'}}"
        "{% else %}{{': '}}{% endif %}{% for line in message['content'] %}{% if line['type'] == 'text' %}{{line['text']}}"
        "{% elif line['type'] == 'image' %}{{ '<image>' }}{% endif %}{% endfor %}<end_of_utterance>\n"
        "{% endfor %}{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}")
VOCABULARY = 672


def corpus():
    random.seed(1)
    for _ in range(6000):
        n = random.randint(0, 4)
        things = [Thing(random.choice(SHAPES), random.choice(COLOURS), z, random.random(), random.random(), RADII[z][0]) for z in random.choices(SIZES, k=n)]
        s = Scene(None, random.choice(BACKGROUNDS), sorted(things, key=lambda t: t.x))
        for ask, answer in captions.conversation(s, 4):
            yield f"User: {ask}\nAssistant: {answer}"
        yield f"The sign says\nUser: {random.choice(captions.READ_REQUESTS)}\nHow many letters?"
    for text in list(pydoc_data.topics.topics.values())[:40]:
        yield text[:3000].lower()


def train():
    tok = Tokenizer(models.BPE())
    tok.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True),
                                                 pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=True, use_regex=True)])
    tok.decoder = decoders.ByteLevel(add_prefix_space=True, trim_offsets=True, use_regex=True)
    size = VOCABULARY - len(BACK)
    tok.train_from_iterator(corpus(), trainers.BpeTrainer(vocab_size=size, special_tokens=FRONT, show_progress=False,
                                                          initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet())))
    tok.add_special_tokens([AddedToken(s, special=True, normalized=False) for s in BACK])
    assert tok.get_vocab_size() == VOCABULARY
    return tok


def prompt_head(tokens):
    """The text from the start to the end of the picture; `tokens` image tokens stand for it."""
    return "<|im_start|>User:<fake_token_around_image><global-img>" + "<image>" * tokens + "<fake_token_around_image>"


def encode(tok, talk, tokens):
    """(ids, wanted) of a conversation; wanted marks the answers, which alone are learned."""
    ids, wanted = [], []
    for i, (ask, answer) in enumerate(talk):
        head = prompt_head(tokens) if i == 0 else "\nUser: "
        for text, learn in ((f"{head}{ask}<end_of_utterance>\nAssistant:", False), (f" {answer}<end_of_utterance>", True)):
            part = tok.encode(text, add_special_tokens=False).ids
            ids += part
            wanted += [learn] * len(part)
    return ids, wanted
