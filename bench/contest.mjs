// Contenders in the engine's benchmark: a server for their files, and a headless Chromium for each.
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import puppeteer from 'puppeteer-core';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.json': 'application/json' };

/** Serves `{prefix: folder}` with the headers that threads need; `taken` holds the files that were asked for. */
export async function serve(mounts) {
  const taken = new Set();
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
    const mount = Object.keys(mounts).find((prefix) => path.startsWith(prefix));
    const file = join(mounts[mount], path.slice(mount.length));
    if (!existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
    response.writeHead(200, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'content-length': statSync(file).size,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    });
    taken.add(file);
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { taken, address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** A headless Chromium whose scripts may take as long as they need. */
export const launch = () =>
  puppeteer.launch({ executablePath: process.env.CHROMIUM_BIN, args: ['--no-sandbox', '--disable-gpu'], protocolTimeout: 0 });

/** A page in a browser of its own, so that memory and processor time are its alone. */
export async function open(address) {
  const browser = await launch();
  const page = await browser.newPage();
  await page.goto(address);
  await page.waitForFunction('window.contender');
  const system = await browser.target().createCDPSession();
  const renderers = async () => (await system.send('SystemInfo.getProcessInfo')).processInfo.filter(({ type }) => type === 'renderer');
  let peak = 0;
  // Chromium now and then lets Linux count its peaks anew, so they are looked at after everything that may be one.
  const seen = async (result) => {
    peak = Math.max(peak, ...(await renderers()).map(({ id }) => peakOf(id)));
    return result;
  };
  return {
    name: await page.evaluate('contender.load()').then(seen),
    /** Milliseconds of every stage. */
    run: (options) => page.evaluate(`contender.run(${JSON.stringify(options)})`).then(seen),
    /** Most memory a renderer had, in MB. */
    peak: () => peak,
    version: await browser.version(),
    close: () => browser.close(),
  };
}

function peakOf(process) {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${process}/status`, 'utf8'))[1]) / 1024;
}
