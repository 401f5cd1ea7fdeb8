// The engine against others, in one run: each contender in a headless Chromium of its own, taking turns.
// usage: node bench/engine.mjs DIST MODELS OUT PRODUCT      (CHROMIUM_BIN=/path/to/chromium, TURNS=5)
// MODELS holds text.gguf and mmproj.gguf of a 256M-shaped model, picture.png (512 × 512), and in checkpoint/onnx/ the same
// shape as 8-bit graphs; without that folder the other runtimes are left out. PRODUCT is bench/product in Wasm.
// Writes OUT.json, OUT.md and OUT.svg.
import { existsSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ceilings } from './ceilings.mjs';
import { codeBytes } from './code.mjs';
import { open, serve } from './contest.mjs';
import { growth } from './growth.mjs';
import { markdown } from './report.mjs';
import { roofline } from './roofline.mjs';

const [dist, models, out, product] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const TURNS = Number(process.env.TURNS ?? 5);
const TOKENS = 33;
const STAGES = ['encode', 'prefill', 'decode', 'first'];
const PEERS = ['onnxruntime', 'transformers', 'wllama'];
/** Whoever takes so many times longer than the engine has shown enough after one turn. */
const FAR_BEHIND = 4;

const contenders = [{ page: 'vlm', threads: 1 }, { page: 'vlm', threads: 1, precision: 'candle' }, { page: 'vlm', threads: 2 }];
if (existsSync(join(models, 'checkpoint/onnx'))) contenders.push(...PEERS.flatMap((page) => [1, 2].map((threads) => ({ page, threads }))));

const packages = join(here, 'peers/node_modules');
const site = await serve({ '/dist/': dist, '/models/': models, '/packages/': packages, '/': join(here, 'engine') });
for (const contender of contenders) {
  const { page, threads, precision = 'auto' } = contender;
  site.taken.clear();
  contender.browser = await open(`${site.address}/${page}.html?threads=${threads}&precision=${precision}`);
  contender.runs = [];
  await contender.browser.run({ tokens: 2 });
  contender.code_kb = codeBytes(site.taken) / 1e3;
}
const ceiling = await ceilings(product);
for (let turn = 0; turn < TURNS; turn++) {
  const [{ first: ours } = {}] = contenders[0].runs;
  for (const { browser, runs } of contenders) {
    if (runs[0]?.first > FAR_BEHIND * ours) continue;
    const { first, encode } = await browser.run({ tokens: 1 });
    runs.push({ encode, ...(await browser.run({ tokens: TOKENS })), first });
    console.log(browser.name, JSON.stringify(runs.at(-1)));
  }
}

const sorted = (values) => values.toSorted((a, b) => a - b);
/** Of a stage that a contender doesn't tell apart: nothing. */
const summary = (values) => (values.includes(null) ? null : { min: sorted(values)[0], median: sorted(values)[values.length >> 1] });
const results = [];
for (const { page, threads, precision, browser, runs, code_kb } of contenders) {
  const stages = Object.fromEntries(STAGES.map((stage) => [stage, summary(runs.map((run) => run[stage]))]));
  results.push({ page, threads, precision, name: browser.name, peak_mb: browser.peak(), code_kb, ...stages });
}
const report = {
  growth: await growth(contenders[0].browser),
  machine: `${cpus()[0].model}, ${cpus().length} cores; ${contenders[0].browser.version}`,
  date: new Date().toISOString(),
  turns: TURNS,
  tokens: TOKENS,
  ceiling,
  results,
};
writeFileSync(`${out}.json`, `${JSON.stringify(report, null, 1)}\n`);
writeFileSync(`${out}.md`, markdown(report));
writeFileSync(`${out}.svg`, roofline(report));
console.log(markdown(report));
for (const { browser } of contenders) await browser.close();
site.close();
