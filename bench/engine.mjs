// The engine against others, in one run: each contender in a headless Chromium of its own, taking turns.
// usage: node bench/engine.mjs DIST MODELS OUT      (CHROMIUM_BIN=/path/to/chromium, TURNS=5)
// MODELS holds text.gguf and mmproj.gguf of a 256M-shaped model, picture.png (512 × 512), and in onnx/ the same shape as
// 8-bit graphs; without that folder the other runtime is left out. Writes OUT.json, OUT.md and OUT.svg.
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

const [dist, models, out] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const TURNS = Number(process.env.TURNS ?? 5);
const TOKENS = 33;
const STAGES = ['encode', 'prefill', 'decode', 'first'];
const packages = join(here, 'node_modules');

const contenders = [{ page: 'vlm', threads: 1 }, { page: 'vlm', threads: 1, precision: 'candle' }, { page: 'vlm', threads: 2 }];
if (existsSync(join(models, 'onnx'))) contenders.push({ page: 'onnxruntime', threads: 1 }, { page: 'onnxruntime', threads: 2 });

const site = await serve({ '/dist/': dist, '/models/': models, '/packages/': packages, '/': join(here, 'engine') });
for (const contender of contenders) {
  const { page, threads, precision = 'auto' } = contender;
  contender.browser = await open(`${site.address}/${page}.html?threads=${threads}&precision=${precision}`);
  contender.runs = [];
  await contender.browser.run({ tokens: 2 });
}
const ceiling = await ceilings(contenders[0].browser.page);
for (let turn = 0; turn < TURNS; turn++) {
  for (const { browser, runs } of contenders) {
    const { first } = await browser.run({ tokens: 1 });
    runs.push({ ...(await browser.run({ tokens: TOKENS })), first });
    console.log(browser.name, JSON.stringify(runs.at(-1)));
  }
}

const sorted = (values) => values.toSorted((a, b) => a - b);
const summary = (values) => ({ min: sorted(values)[0], median: sorted(values)[values.length >> 1] });
const results = [];
for (const { page, threads, precision, browser, runs } of contenders) {
  const stages = Object.fromEntries(STAGES.map((stage) => [stage, summary(runs.map((run) => run[stage]))]));
  const code_kb = codeBytes(page, { dist, packages, variant: runs[0].variant }) / 1e3;
  results.push({ page, threads, precision, name: browser.name, peak_mb: await browser.peak(), code_kb, ...stages });
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
