// How cost grows with frames and context, and whether memory stays flat over many questions.

/** Longest edges of a square picture that are cut into 1, 5, 10 and 17 frames; the first is looked at whole. */
const EDGES = [[1, undefined], [5, 1024], [10, 1536], [17, 2048]];
const DIGITS = [0, 400, 900, 1900, 3900];
const QUESTIONS = 50;
const ROUNDS = 3;

export async function growth({ run }) {
  const frames = EDGES.map(([count]) => ({ count, ms: Infinity }));
  const context = DIGITS.map(() => ({ prefill: Infinity, decode: Infinity }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, [, edge]] of EDGES.entries()) keepLeast(frames[index], { ms: (await run({ tokens: 1, edge })).encode });
    for (const [index, digits] of DIGITS.entries()) {
      const { prompt_tokens, whole_prefill, decode } = await run({ tokens: 9, digits });
      context[index].tokens = prompt_tokens;
      keepLeast(context[index], { prefill: whole_prefill, decode });
    }
  }
  const heap = [];
  for (let question = 0; question < QUESTIONS; question++) heap.push((await run({ tokens: 4 })).heap);
  return { frames, context, heap };
}

/** Whatever else a machine does only adds to a time. */
function keepLeast(times, measured) {
  for (const [name, time] of Object.entries(measured)) times[name] = Math.min(times[name], time);
}
