"""What can be said about a scene: the caption, and questions with their answers."""
import random

from scenes import COLOURS, SHAPES

NUMBERS = ["No", "One", "Two", "Three", "Four", "Five", "Six"]

CAPTION_REQUESTS = """Describe the picture.|Describe this picture.|Describe the image.|Describe this image.|Can you describe this image?|Can you describe this picture?|Can you describe the image?|
What do you see?|What can you see?|What is in the picture?|What is in the image?|What is in this image?|What is in this picture?|What's in the picture?|What does the picture show?|What is this?|
Caption:|Caption this image.|Write a caption.|Describe the scene.|What is shown here?|Tell me what you see.|Describe it.|Please describe the picture.|Describe this image in detail.|
Describe what you see.|What does this image show?|Describe""".replace("\n", "").split("|")
COUNT_REQUESTS = ["How many objects?", "How many objects are there?", "How many shapes are there?", "How many objects do you see?", "How many shapes?",
                  "How many things are in the picture?", "Count the objects.", "How many objects are in the picture?", "How many objects are in the image?"]
READ_REQUESTS = ["What does the sign say?", "Read the sign.", "What is written on the sign?", "Read the word.", "What word is this?", "What does it say?", "Read the text.",
                 "What is the word?", "Read it aloud.", "What is written here?", "What text is in the image?"]


def article(word):
    return "an" if word[0] in "aeiou" else "a"


def named(t):
    return f"{article(t.size)} {t.size} {t.colour} {t.shape}"


def relation(a, b):
    """How a lies to b; scenes.arrange leaves no doubt about it."""
    dx, dy = b.x - a.x, b.y - a.y
    return ("left of" if dx > 0 else "right of") if abs(dx) > abs(dy) else ("above" if dy > 0 else "below")


def caption(s):
    if s.word:
        return f"The sign says {s.word}."
    ground = f"on a {s.background} background."
    if not s.things:
        return f"A plain {s.background} background with no objects."
    names = [named(t) for t in s.things]
    if len(names) == 1:
        text = names[0]
    elif len(names) == 2:
        a, b = s.things
        if relation(a, b) == "below":
            a, b = b, a
        text = f"{named(a)} {relation(a, b)} {named(b)}"
    else:
        text = ", ".join(names[:-1]) + " and " + names[-1]
    return text[0].upper() + text[1:] + " " + ground


def only(things, **want):
    """The one thing with these properties, or None when there is none or more than one."""
    hit = [t for t in things if all(getattr(t, k) == v for k, v in want.items())]
    return hit[0] if len(hit) == 1 else None


def count_question(s):
    answer = "None." if not s.things else NUMBERS[len(s.things)] + "."
    return random.choice(COUNT_REQUESTS), answer


def read_question(s):
    return random.choice(READ_REQUESTS), f"The sign says {s.word}." if s.word else "There is no sign."


def thing_questions(s):
    """All questions about single things that have one true answer."""
    out = []
    for t in s.things:
        if only(s.things, shape=t.shape):
            out += [(random.choice([f"What colour is the {t.shape}?", f"What color is the {t.shape}?", f"Which colour is the {t.shape}?"]), t.colour.capitalize() + "."),
                    (random.choice([f"How big is the {t.shape}?", f"What size is the {t.shape}?"]), t.size.capitalize() + ".")]
        if only(s.things, colour=t.colour):
            out += [(f"What shape is the {t.colour} object?", t.shape.capitalize() + "."), (f"What is {t.colour}?", f"The {t.shape}.")]
    if len(s.things) == 2:
        a, b = s.things
        for p, q in ((a, b), (b, a)):
            if p.shape != q.shape:
                out.append((f"What is {relation(p, q)} the {q.shape}?", f"{named(p)}.".capitalize()))
    if len(s.things) == 1:
        out += [(random.choice(["What colour is it?", "What color is it?", "What colour is the object?"]), s.things[0].colour.capitalize() + "."),
                (random.choice(["What shape is it?", "What shape is the object?", "Which shape is it?"]), s.things[0].shape.capitalize() + ".")]
    return out


def is_there(s):
    p = random.random()
    shape, colour = random.choice(SHAPES), random.choice(COLOURS)
    if p < 0.5 and s.things:
        t = random.choice(s.things)
        shape, colour = t.shape, t.colour
    if random.random() < 0.6:
        return f"Is there {article(shape)} {shape}?", "Yes." if any(t.shape == shape for t in s.things) else "No."
    return f"Is there {article(colour)} {colour} {shape}?", "Yes." if any(t.shape == shape and t.colour == colour for t in s.things) else "No."


def conversation(s, turns):
    """(request, answer) pairs in random order; the caption or the word is nearly always among them."""
    out = []
    if random.random() < 0.9:
        out.append((random.choice(CAPTION_REQUESTS), caption(s)))
    if s.word:
        pool = [read_question(s), (random.choice(["How many letters?", "How many letters does the word have?"]), NUMBERS[len(s.word)] + ".")]
    else:
        pool = thing_questions(s)
        random.shuffle(pool)
        pool = [count_question(s)] + pool[:2] + [is_there(s)]
        if random.random() < 0.15:
            pool.append((random.choice(["What colour is the background?", "What color is the background?"]), s.background.capitalize() + "."))
        if random.random() < 0.08:
            pool.append(read_question(s))
    random.shuffle(pool)
    out += pool[: turns - len(out)]
    random.shuffle(out)
    return out
