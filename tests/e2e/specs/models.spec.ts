import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { BenchPage } from '../fixtures/bench-page';
import { type Asked, type Fault, FaultServer } from '../fixtures/fault-server';
import { expectAccessible, expectNoSidewaysScroll } from '../fixtures/layout';
import { entry, ModelsPage } from '../fixtures/models-page';
import { SiteServer } from '../fixtures/site-server';
import { expect, test } from '../fixtures/test';

const MB = 1_000_000;
const MIB = 1 << 20;
const LENGTH = 13 * MIB + 77;
const content = randomBytes(LENGTH);
const hash = createHash('sha256').update(content).digest('hex');
const file = join(mkdtempSync(join(tmpdir(), 'shipcheck-models-')), 'a.bin');

let server: FaultServer;

test.beforeAll(() => writeFileSync(file, content));

test.beforeEach(async ({ allowed }) => {
  server = await FaultServer.start({ 'a.bin': file });
  allowed.push(server.address);
});

test.afterEach(async () => {
  await server.stop();
});

const one = (sha256?: string) => [entry('one', [{ name: 'a.bin', bytes: LENGTH, sha256 }])];

async function opened(page: Page, sha256?: string) {
  const models = new ModelsPage(page);
  await models.open(one(sha256), server.address);
  return models;
}

async function expectStoredAsServed(models: ModelsPage) {
  await models.expectStanding('one', 'stored', 90_000);
  await models.row('one').getByText('Files and their hashes').click();
  await expect(models.row('one')).toContainText(hash);
  await expect(models.failure).toHaveCount(0);
}

test('the page says what a model costs before anything is fetched', async ({ page }) => {
  const models = await opened(page);
  await expect(models.row('one')).toContainText('13.6\u00a0MB to fetch');
  await expect(models.row('one')).toContainText(/Needs up to \d+\u00a0MB of memory/);
  await expect(models.row('one')).toContainText('MIT, from nobody/tests, main');
  expect(server.asked).toEqual([]);
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
});

const faults: { what: string; fault: (asked: Asked) => Fault | undefined; most: number }[] = [
  { what: 'a server that does everything right', fault: () => undefined, most: LENGTH },
  { what: 'connections that break', fault: ({ number }) => (number % 2 ? { dropAfter: 700_001 } : {}), most: LENGTH + 4 * MIB },
  { what: 'a connection that falls silent', fault: ({ number }) => (number === 2 ? { stall: true } : {}), most: LENGTH },
  { what: 'a server that ignores ranges', fault: () => ({ ignoreRange: true }), most: LENGTH },
  { what: 'a wrong Content-Range', fault: ({ number }) => (number === 2 ? { wrongRange: true } : {}), most: LENGTH + 4 * MIB },
  { what: 'a last chunk that is cut short', fault: ({ end, number }) => (end === LENGTH && number < 6 ? { endAfter: 9 } : {}), most: LENGTH },
  { what: 'a busy server with Retry-After', fault: ({ number }) => (number === 2 ? { status: 429, retryAfter: '2' } : {}), most: LENGTH },
  { what: 'a server that is down for a moment', fault: ({ number }) => (number < 3 ? { status: 503 } : {}), most: LENGTH },
  { what: 'redirects to another address', fault: () => ({ redirect: true }), most: LENGTH },
  {
    what: 'a file that changes meanwhile',
    fault: ({ number }) => ({ etag: number < 3 ? '"v1"' : '"v2"' }),
    most: 2 * LENGTH + 4 * MIB,
  },
];

for (const { what, fault, most } of faults) {
  test(`a model arrives whole in spite of ${what}`, async ({ page }) => {
    const models = await opened(page);
    server.fault = fault;
    await models.download('one');
    await expectStoredAsServed(models);
    expect(server.sent).toBeLessThanOrEqual(most);
  });
}

test('a slow server is waited for, with speed and time left', async ({ page }) => {
  const models = await opened(page);
  server.pace = 1.5 * MIB;
  await models.download('one');
  await expect(page.getByTestId('download-line')).toHaveText(/MB of 13\.6.*a second, about .* left/, { timeout: 15_000 });
  server.pace = undefined;
  await expectStoredAsServed(models);
});

test('a flipped bit is found, and the file fetched once more', async ({ page }) => {
  const models = await opened(page, hash);
  server.fault = ({ number }) => (number <= 4 ? { flip: 5 * MIB } : {});
  await models.download('one');
  await expectStoredAsServed(models);
  expect(server.sent).toBeGreaterThan(LENGTH);
});

test('a file that stays damaged is refused with both hashes', async ({ page }) => {
  const models = await opened(page, hash.replace(/./g, '0'));
  await models.download('one');
  await models.expectFailure(/damaged.*sha|SHA-256 is .* but should be 0000/);
  await models.expectStanding('one', 'absent');
});

test('files that are not there, or refused, are named', async ({ page }) => {
  const models = await opened(page);
  server.fault = () => ({ status: 404 });
  await models.download('one');
  await models.expectFailure(/a\.bin is not there \(status 404\).*models\.json/);
  server.fault = () => ({ status: 403 });
  await models.button('one', /^Download/).click();
  await models.expectFailure(/refuses to give a\.bin \(status 403\)/);
  server.fault = () => ({ page: true });
  await models.button('one', /^Download/).click();
  await models.expectFailure(/sent a web page instead of a\.bin.*models\.json/);
});

test('a pause keeps what has arrived, and Resume fetches only the rest', async ({ page }) => {
  const models = await opened(page);
  server.pace = MIB;
  await models.download('one');
  await expect.poll(() => models.share('one'), { intervals: [100] }).toBeGreaterThan(0.3);
  await models.button('one', /^Pause/).click();
  await models.expectStanding('one', 'part');
  const words = models.row('one').getByText(/MB of 13\.6.MB are here/);
  const here = parseFloat((await words.textContent())!) * MB;
  server.pace = undefined;
  const before = server.asked.length;
  await models.button('one', /^Resume/).click();
  await expectStoredAsServed(models);
  const again = server.askedSince(before);
  // The page rounds to a tenth of a megabyte.
  expect(here).toBeGreaterThan(0.3 * LENGTH - 0.1 * MB);
  expect(Math.abs(here + again - LENGTH)).toBeLessThan(0.1 * MB);
});

test('Cancel throws everything away', async ({ page }) => {
  const models = await opened(page);
  server.pace = MIB;
  await models.download('one');
  await expect.poll(() => models.share('one'), { intervals: [100] }).toBeGreaterThan(0.2);
  await models.button('one', /^Cancel/).click();
  await models.expectStanding('one', 'absent');
  await expect(models.storage).toContainText('Models take 0\u00a0B');
});

test('too little room is told in bytes, and the rest comes when there is more', async ({ page, context, baseURL }) => {
  const models = await opened(page);
  await limitStorage(context, page, new URL(baseURL!).origin, 6 * MIB);
  await models.download('one');
  await models.expectFailure(/not enough room: \d+\.\d MB more are needed/i);
  await models.expectStanding('one', 'part');
  await limitStorage(context, page, new URL(baseURL!).origin);
  await models.button('one', /^Resume/).click();
  await expectStoredAsServed(models);
});

test('two tabs: one fetches, the other shows it and goes on when the first is gone', async ({ page, context }) => {
  const first = await opened(page);
  const second = await opened(await context.newPage());
  server.pace = MIB / 2;
  await first.download('one');
  await first.expectStanding('one', 'fetching');
  await second.expectStanding('one', 'fetching');
  await expect.poll(() => second.share('one')).toBeGreaterThan(0.1);
  // A pause pressed there reaches the tab that fetches.
  await second.button('one', /^Pause/).click();
  await first.expectStanding('one', 'part');
  await first.button('one', /^Resume/).click();
  await second.expectStanding('one', 'fetching');
  await page.close();
  server.pace = undefined;
  await second.expectStanding('one', 'part');
  await second.button('one', /^Resume/).click();
  await expectStoredAsServed(second);
  expect(server.sent).toBeLessThan(LENGTH + 12 * MIB);
});

test('what is printed of a model is what the tab shows, for every row', async ({ page, browser, baseURL }) => {
  const facts = (page: Page) =>
    page.locator('.shelf-model').evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('.shelf-about h3, .shelf-size, .shelf-about ~ p:not(.shelf-memory)')].map((fact) => fact.textContent)),
    );
  const paper = await browser.newPage({ javaScriptEnabled: false, baseURL });
  await paper.goto('./models/');
  const printed = await facts(paper);
  await paper.close();
  await page.goto('./models/');
  await expect(page.getByTestId('storage')).toHaveText(/\S/);
  await expect.poll(() => facts(page)).toEqual(printed);
  expect(printed.length).toBeGreaterThan(3);
  for (const [name, size, note, ...rest] of printed) {
    expect([name, size, note]).toEqual([expect.stringMatching(/\w/), expect.stringMatching(/^[\d.]+\u00a0[MG]B to fetch$/), expect.stringMatching(/\w/)]);
    expect(rest.at(-1)).toMatch(/, from .+, .+\.$/);
  }
});

const two = () => ['one', 'two'].map((id) => entry(id, [{ name: 'a.bin', bytes: LENGTH }]));

/** Makes the library's worker a slow one, so that several models are hashed at once, and one that traps at a word. */
const LINES = `
  const post = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function (...mail) { setTimeout(() => post.apply(this, mail), 60); };
  addEventListener('message', ({ data }) => {
    if (data === 'trap') Promise.reject(new WebAssembly.RuntimeError('unreachable'));
  });`;

/** Locks of models that somebody holds. */
const held = (page: Page) =>
  page.evaluate(async () => (await navigator.locks.query()).held!.map(({ name }) => name!).filter((name) => name.startsWith('shipcheck-model')));

/** Keeps hold of the page's workers, so that a test can end them. */
async function holdWorkers(page: Page) {
  await page.addInitScript(() => {
    const Plain = Worker;
    const started: Worker[] = ((self as any).started = []);
    (self as any).Worker = class extends Plain {
      constructor(...args: [any, any]) {
        super(...args);
        started.push(this);
      }
    };
  });
}

test.describe('with a slow worker', () => {
  let site: SiteServer;

  test.beforeEach(async ({ allowed }) => {
    site = await SiteServer.start();
    allowed.push(site.origin);
    site.change('library-worker.js', `${LINES}\n${site.text('library-worker.js')}`);
  });

  test.afterEach(() => site.stop());

  test('two models are verified at once, and let go of', async ({ page }) => {
    const models = new ModelsPage(page);
    await models.open(two(), server.address, `${site.address}models/`);
    for (const id of ['one', 'two']) {
      await models.download(id);
      await models.expectStanding(id, 'stored');
    }
    for (const id of ['one', 'two']) await models.button(id, /^Verify/).click();
    await expect(models.row('one')).toContainText('checked just now');
    await expect(models.row('two')).toContainText('checked just now');
    await expect.poll(() => held(page)).toEqual([]);
    await models.button('two', /^Delete/).click();
    await models.expectStanding('two', 'absent');
  });

  test('a model is verified while another is hashed on its arrival', async ({ page }) => {
    const models = new ModelsPage(page);
    await models.open(two(), server.address, `${site.address}models/`);
    await models.download('one');
    await models.expectStanding('one', 'stored');
    await models.download('two');
    await expect(page.getByTestId('download-line')).toHaveText(/Checking what has arrived/);
    await models.button('one', /^Verify/).click();
    await models.expectStanding('two', 'stored');
    await expect(models.row('one')).toContainText('checked just now');
    await expect.poll(() => held(page)).toEqual([]);
  });

  const endings = {
    'is ended': (page: Page) => page.evaluate(() => (self as any).started.forEach((worker: Worker) => worker.terminate())),
    // Whatever it is told next is more than it can bear.
    'traps': (page: Page) => page.evaluate(() => (self as any).started.at(-1).postMessage('trap')),
  };

  for (const [what, end] of Object.entries(endings)) {
    test(`a library worker that ${what} leaves no row waiting, and nothing is lost`, async ({ page, expectedErrors }) => {
      expectedErrors.push(/unreachable/);
      await holdWorkers(page);
      const models = new ModelsPage(page);
      await models.open(one(), server.address, `${site.address}models/`);
      server.pace = MIB;
      const expectDied = async () => {
        await end(page);
        await models.expectFailure(/The library worker stopped unexpectedly.*Press again/);
      };
      // On the way.
      await models.download('one');
      await expect.poll(() => models.share('one'), { intervals: [100] }).toBeGreaterThan(0.2);
      await expectDied();
      await models.expectStanding('one', 'part');
      server.pace = undefined;
      // While it is checked on arrival.
      await models.button('one', /^Resume/).click();
      await expect(page.getByTestId('download-line')).toHaveText(/Checking what has arrived/);
      await expectDied();
      await models.expectStanding('one', 'part');
      await models.button('one', /^Resume/).click();
      await models.expectStanding('one', 'stored');
      // While it is verified.
      await models.button('one', /^Verify/).click();
      await expect(models.row('one')).toContainText(/Checking: /);
      await expectDied();
      await models.expectStanding('one', 'stored');
      await models.button('one', /^Verify/).click();
      await expect(models.row('one')).toContainText('checked just now');
      // At rest.
      await expectDied();
      await models.button('one', /^Delete/).click();
      await models.expectStanding('one', 'absent');
      await expect.poll(() => held(page)).toEqual([]);
    });
  }
});

test('a device whose measuring breaks off can be measured again', async ({ page, expectedErrors }) => {
  expectedErrors.push(/unreachable/);
  await holdWorkers(page);
  await page.goto('./models/');
  const pace = page.getByTestId('pace');
  await page.route('**/engine/variants.json', async (route) => {
    await page.evaluate(() => (self as any).started.at(-1).terminate());
    await route.abort().catch(() => {});
  }, { times: 1 });
  await pace.getByRole('button', { name: 'Measure this device' }).click();
  await expect(pace).toContainText('could not be measured: The engine stopped unexpectedly');
  await pace.getByRole('button', { name: 'Measure this device' }).click();
  await expect(pace).toContainText(/Measured on this device/, { timeout: 90_000 });
});

test('the demo is kept, used from there, checked, in use, and deleted', async ({ page, context }) => {
  await page.goto('./models/');
  const demo = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Shipcheck demo', exact: true }) });
  await demo.getByRole('button', { name: /^Download/ }).click();
  await expect(demo).toHaveAttribute('data-standing', 'stored');
  await demo.getByRole('button', { name: /^Verify/ }).click();
  await expect(new ModelsPage(page).notice).toHaveText(/unchanged/);

  const bench = new BenchPage(await context.newPage());
  await bench.open();
  const asked: string[] = [];
  context.on('request', (request) => asked.push(request.url()));
  await expect(bench.page.getByRole('radiogroup', { name: 'Model' }).getByRole('radio')).toHaveCount(2);
  await expect(bench.page.getByText(/Kept on this device/)).toBeVisible();
  await bench.describeSample();
  expect(asked.filter((url) => url.includes('.gguf'))).toEqual([]);

  // The export says which model that was.
  const saved = bench.page.waitForEvent('download');
  await bench.page.getByRole('button', { name: /Markdown/i }).click();
  const text = await (await saved).createReadStream().then(async (stream) => {
    const parts = [];
    for await (const part of stream) parts.push(part);
    return Buffer.concat(parts).toString();
  });
  expect(text).toMatch(/Model: this site at as published, MIT OR Apache-2\.0: text\.gguf sha256 [0-9a-f]{64}/);

  // Nobody deletes what another tab answers with.
  await demo.getByRole('button', { name: /^Delete/ }).click();
  await expect(page.getByRole('alert')).toHaveText(/in use by a tab.*Close the tab/);
  await bench.page.close();
  await expect(async () => {
    await demo.getByRole('button', { name: /^Delete/ }).click();
    await expect(demo).toHaveAttribute('data-standing', 'absent', { timeout: 2_000 });
  }).toPass();
});

test('the device is measured when asked, and each model then says how long it takes', async ({ page }) => {
  const seconds = /Takes about [\d.:]+\s(ms|s|min) here from a picture to the first word\./;
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(request.url()));
  await page.goto('./models/');
  const row = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'SmolVLM2-256M-Video-Instruct', exact: true }) });
  const pace = page.getByTestId('pace');
  await expect(pace).toContainText('not known yet');
  await expect(row).not.toContainText(seconds);
  expect(fetched.filter((url) => url.includes('/engine/'))).toEqual([]);
  await pace.getByRole('button', { name: 'Measure this device' }).click();
  await expect(pace).toContainText(/Measured on this device: [\d.]+ billion operations a second\./, { timeout: 90_000 });
  await expect(row).toContainText(seconds);
  expect(fetched.filter((url) => url.endsWith('.gguf'))).toEqual([]);
  await page.reload();
  await expect(row).toContainText(seconds);
});

test('how long a conversation may be is chosen with its memory, remembered, and used', async ({ page }) => {
  await page.goto('./models/');
  const demo = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Shipcheck demo', exact: true }) });
  const length = page.getByRole('combobox', { name: 'Longest conversation: Shipcheck demo' });
  await expect(length).toHaveValue('2048');
  await expect(length.getByRole('option')).toHaveText([/^1024 tokens, 1\d\d\u00a0MB of memory$/, /^1536 tokens/, /^2048 tokens/]);
  await length.selectOption('1024');
  await demo.getByRole('button', { name: /^Download/ }).click();
  await expect(demo).toHaveAttribute('data-standing', 'stored');
  await page.reload();
  await expect(length).toHaveValue('1024');
  const loaded = await page.evaluate(async () => {
    const door = new URL('vlm.js', document.baseURI).href;
    const { Vlm } = await import(/* @vite-ignore */ door);
    const model = await Vlm.load({ model: { stored: 'demo' } });
    model.dispose();
    return model.info.contextLength;
  });
  expect(loaded).toBe(1024);
});

/** Overrides the browser's quota for the site; without bytes, gives it back. Chromium's own estimate does not tell of it. */
async function limitStorage(context: BrowserContext, page: Page, origin: string, quotaSize?: number) {
  const session = await context.newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize });
}
