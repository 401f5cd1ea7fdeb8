// Measures the built site as a phone's visitor would meet it: Lighthouse three times, the median printed, then the
// sizes that travel. Served with brotli, as static hosts do.
// usage: node bench/page.mjs DIST        (CHROMIUM_BIN=/path/to/chromium)
import { createServer } from 'node:http';
import { readFile, readdir } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

const [dist] = process.argv.slice(2);
const PAGES = ['', 'compare/'];
const RUNS = 3;
const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.json': 'application/json', '.webmanifest': 'application/json', '.wasm': 'application/wasm', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.woff2': 'font/woff2', '.xml': 'application/atom+xml',
};
const COMPRESSED = new Set(['.html', '.js', '.css', '.json', '.wasm', '.svg', '.xml']);
const cache = new Map();

/** A file of the site as it travels; brotli at 9, a level that hosts use for files they keep. */
async function file(path) {
  if (!cache.has(path)) {
    const bytes = await readFile(path);
    const small = COMPRESSED.has(extname(path))
      && brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
    cache.set(path, small || bytes);
  }
  return cache.get(path);
}

const server = createServer(async (request, response) => {
  let path = normalize(join(dist, decodeURIComponent(new URL(request.url, 'http://localhost').pathname)));
  if (path.endsWith('/')) path += 'index.html';
  try {
    const body = await file(path);
    const headers = { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream', 'cache-control': 'max-age=600' };
    if (COMPRESSED.has(extname(path))) headers['content-encoding'] = 'br';
    response.writeHead(200, { ...headers, 'content-length': body.length }).end(request.method === 'HEAD' ? undefined : body);
  } catch {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such file.');
  }
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const origin = `http://127.0.0.1:${server.address().port}/`;

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const chrome = await launch({
  chromePath: process.env.CHROMIUM_BIN || undefined,
  chromeFlags: ['--headless=new', '--disable-background-networking', '--disable-component-update', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
});
for (const page of PAGES) {
  const runs = [];
  for (let run = 0; run < RUNS; run++) {
    const { lhr } = await lighthouse(origin + page, { port: chrome.port, output: 'json', logLevel: 'error' });
    runs.push(lhr);
  }
  console.log(`\n/${page}, Lighthouse ${runs[0].lighthouseVersion}, mobile, median of ${RUNS}`);
  for (const id of Object.keys(runs[0].categories)) {
    console.log(`  ${id.padEnd(16)}${Math.round(100 * median(runs.map((lhr) => lhr.categories[id].score)))}`);
  }
  for (const id of ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift']) {
    console.log(`  ${id.padEnd(26)}${median(runs.map((lhr) => lhr.audits[id].numericValue)).toFixed(id.startsWith('cum') ? 3 : 0)}`);
  }
  const short = Object.values(runs[0].audits).filter((audit) => audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode !== 'informative');
  for (const audit of short) console.log(`  below 90: ${audit.id}, ${audit.displayValue ?? audit.title}`);
}
await chrome.kill();

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const names = await readdir(dist);
const wasm = names.filter((name) => name.endsWith('.wasm'));
const styles = names.filter((name) => name.endsWith('.css'));
const total = async (list) => (await Promise.all(list.map(async (name) => (await file(join(dist, name))).length))).reduce((a, b) => a + b, 0);
console.log('\nSizes with brotli');
console.log(`  page’s Wasm       ${kilobytes(await total(wasm))}   (at most 350 kB)`);
console.log(`  HTML and CSS      ${kilobytes(await total(['index.html', ...styles]))}   (at most 60 kB)`);
server.close();
