// The engine against others, in one run: each contender in a headless Chromium of its own, taking turns.
// usage: node bench/engine.mjs DIST MODELS OUT      (CHROMIUM_BIN=/path/to/chromium)
// MODELS holds text.gguf and mmproj.gguf of a 256M-shaped model, picture.png (512 × 512), and in onnx/ the same shape as
// 8-bit graphs; without that folder the other runtime is left out. Writes OUT.json and OUT.md.
import { existsSync, readFileSync, statSync, createReadStream, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { cpus } from 'node:os';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';

const [dist, models, out] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const TURNS = 5;
const TOKENS = 33;
const MOUNTS = { '/dist/': dist, '/models/': models, '/packages/': join(here, 'node_modules'), '/': join(here, 'engine') };
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.json': 'application/json' };
const CONTENDERS = ['vlm.html?precision=auto', 'vlm.html?precision=candle'];
if (existsSync(join(models, 'onnx'))) CONTENDERS.push('onnxruntime.html');

const server = createServer((request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
  const mount = Object.keys(MOUNTS).find((prefix) => path.startsWith(prefix));
  const file = join(MOUNTS[mount], path.slice(mount.length));
  if (!existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'content-length': statSync(file).size,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
  });
  createReadStream(file).pipe(response);
});
await new Promise((resolve) => server.listen(0, resolve));

/** A page in a browser of its own, so that memory and processor time are its alone. */
async function open(address) {
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM_BIN,
    args: ['--no-sandbox', '--disable-gpu'],
    protocolTimeout: 0,
  });
  const page = await browser.newPage();
  await page.goto(`http://localhost:${server.address().port}/${address}`);
  await page.waitForFunction('window.contender');
  const system = await browser.target().createCDPSession();
  const renderers = async () => (await system.send('SystemInfo.getProcessInfo')).processInfo.filter(({ type }) => type === 'renderer');
  return {
    name: await page.evaluate('contender.load()'),
    /** Milliseconds of every stage, and the processor time of all threads together. */
    run: async (tokens) => {
      const spent = async () => (await renderers()).reduce((sum, { cpuTime }) => sum + cpuTime * 1e3, 0);
      const before = await spent();
      const found = await page.evaluate(`contender.run(${tokens})`);
      return { ...found, processor: (await spent()) - before };
    },
    /** Most memory a renderer had, in MB. */
    peak: async () => Math.max(...(await renderers()).map(({ id }) => peakOf(id))),
    version: await browser.version(),
    close: () => browser.close(),
  };
}

function peakOf(process) {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${process}/status`, 'utf8'))[1]) / 1024;
}

const sorted = (values) => values.filter((value) => value != null).sort((a, b) => a - b);
const summary = (values) => ({ min: sorted(values)[0], median: sorted(values)[sorted(values).length >> 1] });

const contenders = [];
for (const address of CONTENDERS) contenders.push(await open(address));
const runs = contenders.map(() => []);
for (const contender of contenders) await contender.run(2);
for (let turn = 0; turn < TURNS; turn++) {
  for (const [index, contender] of contenders.entries()) {
    const first = await contender.run(1);
    const whole = await contender.run(TOKENS);
    runs[index].push({ ...whole, first: first.first, processor: first.processor });
    console.log(contender.name, JSON.stringify(runs[index].at(-1)));
  }
}

const STAGES = { encode: 'encode, ms', prefill: 'prefill of 90, ms', decode: 'a token, ms', first: 'first token, ms', processor: 'processor time to it, ms' };
const results = await Promise.all(
  contenders.map(async (contender, index) => ({
    name: contender.name,
    peak_mb: await contender.peak(),
    ...Object.fromEntries(Object.keys(STAGES).map((stage) => [stage, summary(runs[index].map((run) => run[stage]))])),
  })),
);
const figure = ({ min, median }) => `${median.toFixed(1)} (${min.toFixed(1)})`;
const ratio = (result, stage) => `${(result[stage].median / results[0][stage].median).toFixed(2)} ×`;
const rows = results.map((result) =>
  [result.name, ...Object.keys(STAGES).map((stage) => `${figure(result[stage])}, ${ratio(result, stage)}`), result.peak_mb.toFixed(0)].join(' | '),
);
const machine = `${cpus()[0].model}, ${cpus().length} cores; ${contenders[0].version}; one thread each`;
const header = ['', ...Object.values(STAGES), 'peak memory, MB'].join(' | ');
writeFileSync(`${out}.json`, `${JSON.stringify({ machine, date: new Date().toISOString(), results, runs }, null, 1)}\n`);
writeFileSync(
  `${out}.md`,
  `# The engine, measured ${new Date().toISOString().slice(0, 10)}

${machine}. One 512 × 512 frame, ${TOKENS} tokens, random weights in the shape of SmolVLM2-256M. Median of ${TURNS} turns, the
fastest in brackets, then the median as a multiple of the first row's. More than 1 × means slower.

| ${header} |
|${'---|'.repeat(header.split('|').length)}
| ${rows.join(' |\n| ')} |
`,
);
console.log(readFileSync(`${out}.md`, 'utf8'));
for (const contender of contenders) await contender.close();
server.close();
