// Measures how long the console's main thread is held while long answers arrive: the longest task of each, as the
// browser's own observer of long tasks (50 ms and more) tells it, and how soon Stop ends an endless one.
// usage: node bench/smooth.mjs DIST        (CHROMIUM_BIN=/path/to/chromium)
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import puppeteer from 'puppeteer-core';
import { startStreams } from '../tests/e2e/fixtures/stream-server.mjs';

const [dist] = process.argv.slice(2);
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.wasm': 'application/wasm' };
const site = createServer(async (request, response) => {
  let path = normalize(join(dist, decodeURIComponent(new URL(request.url, 'http://localhost').pathname)));
  if (path.endsWith('/')) path += 'index.html';
  const body = await readFile(path).catch(() => undefined);
  if (!body) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(body);
});
await new Promise((ready) => site.listen(0, '127.0.0.1', ready));

const streams = await startStreams();
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM_BIN || '/usr/bin/chromium',
  args: ['--disable-background-networking', '--disable-component-update', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
});

/** Clicks a button by its words. */
const press = (page, words) =>
  page.evaluate((words) => [...document.querySelectorAll('button')].find((b) => b.textContent.trim() === words).click(), words);

async function measure(name, path, stop) {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${site.address().port}/gateway/`);
  await page.waitForSelector('details.policy');
  const policy = {
    version: 1,
    targets: [{ name: 'long', kind: 'endpoint', dialect: 'openai', model: 'long', base_url: `${streams.origin}/${path}/v1` }],
    retry: { attempts: 1, base_delay_ms: 10, max_delay_ms: 20 },
    timeouts: { headers_ms: 4000, first_token_ms: 4000, stall_ms: 1500, total_ms: 90_000 },
  };
  await page.evaluate((policy) => {
    const details = document.querySelector('details.policy');
    details.open = true;
    const field = details.querySelector('textarea');
    field.value = policy;
    for (const kind of ['input', 'change', 'blur']) field.dispatchEvent(new Event(kind, { bubbles: true }));
  }, JSON.stringify(policy));
  await page.evaluate(() => {
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((task) => task.duration))).observe({ type: 'longtask' });
  });
  const begun = performance.now();
  await press(page, 'Send by the policy');
  let stopped = '';
  if (stop) {
    await new Promise((later) => setTimeout(later, 8000));
    const pressed = performance.now();
    await press(page, 'Stop');
    await page.waitForFunction(() => /^Stopped/.test(document.querySelector('[data-testid=verdict]')?.textContent ?? ''));
    stopped = `, Stop took ${(performance.now() - pressed).toFixed(0)} ms`;
  } else {
    await page.waitForFunction(() => document.querySelector('[data-testid=verdict]')?.textContent, { timeout: 180_000 });
  }
  const seconds = (performance.now() - begun) / 1000;
  await new Promise((later) => setTimeout(later, 300));
  const { tasks, shown } = await page.evaluate(() => ({
    tasks: window.tasks, shown: document.querySelector('[data-testid=answer]')?.textContent.length ?? 0,
  }));
  const longest = tasks.length ? `${Math.max(...tasks).toFixed(0)} ms` : 'under 50 ms';
  const held = tasks.reduce((sum, task) => sum + task, 0) / 1000;
  console.log(`${name.padEnd(22)} longest task ${longest}, ${tasks.length} of 50 ms or more (${held.toFixed(1)} s), `
    + `${seconds.toFixed(1)} s in all, ${shown} characters shown${stopped}`);
  await page.close();
}

await measure('1,000 tokens', 'tokens/1000');
await measure('8,192 tokens', 'tokens/8192');
await measure('one answer of 8 MiB', `bytes/${8 << 20}`);
await measure('an endless answer', 'endless', true);
await browser.close();
await streams.stop();
site.close();
