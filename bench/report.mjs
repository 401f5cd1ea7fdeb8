// The benchmark's figures as a page to read.
import { BYTES_PER_TOKEN, ENCODE_OPERATIONS } from './shape.mjs';

const COLUMNS = { encode: 'encode, ms', prefill: 'prefill of 90, ms', decode: 'a token, ms', first: 'picture to first token, ms' };
const times = (ratio) => `${ratio.toFixed(2)} ×`;
const figure = (found, ours) => (found ? `${found.median.toFixed(1)} (${found.min.toFixed(1)}), ${times(found.median / ours.median)}` : '–');

/** All contenders with so many threads, ours first, others as multiples of it. */
function table(results) {
  const [ours] = results;
  const head = ['', ...Object.values(COLUMNS), 'peak memory, MB', 'code, kB'];
  const rows = results.map((result) => [
    result.name,
    ...Object.keys(COLUMNS).map((stage) => figure(result[stage], ours[stage])),
    `${result.peak_mb.toFixed(0)}, ${times(result.peak_mb / ours.peak_mb)}`,
    `${result.code_kb.toFixed(0)}, ${times(result.code_kb / ours.code_kb)}`,
  ]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function reach({ results, ceiling }) {
  const [ours] = results;
  const rate = ENCODE_OPERATIONS / ours.encode.min / 1e6;
  const speed = BYTES_PER_TOKEN / ours.decode.min / 1e6;
  const share = (part, whole) => `${((100 * part) / whole).toFixed(0)} %`;
  return `| one thread, fastest turn | reached | ceiling | share |
|---|---|---|---|
| a product of the tower by itself, 8-bit products and sums, 10⁹ a second | ${ceiling.kernel.toFixed(0)} | ${ceiling.giga_operations.toFixed(0)} | ${share(ceiling.kernel, ceiling.giga_operations)} |
| encode, 8-bit products and sums, 10⁹ a second, each product widened at once | ${rate.toFixed(0)} | ${ceiling.instruction.toFixed(0)} | ${share(rate, ceiling.instruction)} |
| the same, four products added up in 16 bits first | ${rate.toFixed(0)} | ${ceiling.giga_operations.toFixed(0)} | ${share(rate, ceiling.giga_operations)} |
| decode, weights read, GB a second | ${speed.toFixed(1)} | ${ceiling.gigabytes.toFixed(1)} | ${share(speed, ceiling.gigabytes)} |`;
}

/** The straight line [at zero, slope] nearest to points [x, y] by shares of y, and the largest share it is off by. */
function line(points) {
  const sum = (of) => points.reduce((total, [x, y]) => total + of(x) / y ** 2, 0);
  const [one, x, xx] = [sum(() => 1), sum((x) => x), sum((x) => x * x)];
  const [y, xy] = [0, 1].map((power) => points.reduce((total, [x, y]) => total + x ** power / y, 0));
  const slope = (one * xy - x * y) / (one * xx - x * x);
  const zero = (y - slope * x) / one;
  return { zero, slope, off: Math.max(...points.map(([x, y]) => Math.abs((zero + slope * x) / y - 1))) };
}

function grown({ frames, context, heap }) {
  const perFrame = frames.map(({ count, ms }) => `| ${count} | ${ms.toFixed(0)} | ${(ms / count).toFixed(0)} |`);
  const perToken = context.map(({ tokens, prefill, decode }) => `| ${tokens} | ${prefill.toFixed(0)} | ${(prefill / tokens).toFixed(2)} | ${decode.toFixed(1)} |`);
  const { zero, slope, off } = line(context.map(({ tokens, prefill }) => [tokens, prefill / tokens]));
  const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(0);
  return `| frames | encode, ms | per frame |
|---|---|---|
${perFrame.join('\n')}

| tokens in the prompt | prefill, ms | per token | a token of the answer, ms |
|---|---|---|---|
${perToken.join('\n')}

A prompt of n tokens takes n · (${zero.toFixed(2)} + ${(1e3 * slope).toFixed(2)} · n / 1000) ms, at most ${(100 * off).toFixed(0)} % off: its products, and its looks back.

The Wasm heap had ${megabytes(heap[0])} MiB after the first of ${heap.length} questions that followed, ${megabytes(heap.at(-1))} MiB after the last.`;
}

export function markdown(report) {
  const { machine, date, turns, tokens, results } = report;
  const of = (threads) => results.filter((result) => result.threads === threads);
  return `# The engine, measured ${date.slice(0, 10)}

${machine}.

One 512 × 512 frame, a prompt of 90 tokens, ${tokens} tokens of answer, random weights in the shape of SmolVLM2-256M. All
contenders took turns in one run. Each cell has the median of ${turns} turns, the fastest in brackets,
and the median as a multiple of the first row’s: more than 1 × is slower or bigger. Code is JavaScript and Wasm with
brotli. The machine is shared; differences below a tenth mean nothing.

\`cargo xtask bench\` measures this again.

## One thread

${table(of(1))}

## Two threads

${table(of(2))}

## How far from the machine’s ceilings

The ceilings are measured in a browser of their own by loops that do nothing else (\`bench/ceilings.mjs\`). Encoding counts
the whole tower, with its norms, activations and softmax in the time but not in the work.

${reach(report)}

## How cost grows

One thread, the fastest of three measurements each. A frame always costs the same. A token of context costs its products,
which are the same for each, and a look at every token before it in float32, which is what a long prompt is made of.

${grown(report.growth)}

![Roofline of the three stages](engine.svg)
`;
}
