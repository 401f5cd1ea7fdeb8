// How cost grows with frames and context, and whether memory stays flat over many questions.

/** Longest edges of a square picture that are cut into 1, 5, 10 and 17 frames; the first is looked at whole. */
const EDGES = [[1, undefined], [5, 1024], [10, 1536], [17, 2048]];
const DIGITS = [0, 400, 900, 1900, 3900];
const QUESTIONS = 50;

export async function growth({ run }) {
  const frames = [];
  for (const [count, edge] of EDGES) frames.push({ count, ms: (await run({ tokens: 1, edge })).encode });
  const context = [];
  for (const digits of DIGITS) {
    const { prompt_tokens, whole_prefill, decode } = await run({ tokens: 9, digits });
    context.push({ tokens: prompt_tokens, prefill: whole_prefill, decode });
  }
  const heap = [];
  for (let question = 0; question < QUESTIONS; question++) heap.push((await run({ tokens: 4 })).heap);
  return { frames, context, heap };
}
