import type { Page } from '@playwright/test';
import { BenchPage } from '../fixtures/bench-page';
import { FaultServer } from '../fixtures/fault-server';
import { SiteServer } from '../fixtures/site-server';
import { expect, test } from '../fixtures/test';

test.use({ serviceWorkers: 'allow' });

let site: SiteServer;

test.beforeEach(async ({ allowed }) => {
  site = await SiteServer.start();
  allowed.push(site.origin);
});

test.afterEach(async () => {
  await site.stop();
});

test('nothing is kept before a model is', async ({ page }) => {
  await page.goto(`${site.address}models/`);
  await expect(page.getByTestId('offline')).toHaveText(/^With the first model/);
  expect(await kept(page)).toEqual({ workers: 0, caches: [], all: 0 });
});

test('with a model kept, the page opens, loads it and answers without a network; deleted, nothing is left', async ({ page, context }) => {
  await keepDemo(page);
  expect((await kept(page)).caches).toHaveLength(1);

  await site.stop();
  await context.setOffline(true);
  const bench = new BenchPage(page);
  await page.goto(site.address);
  await expect(bench.status).toHaveAttribute('data-state', 'empty');
  await expect(page.getByText(/Kept on this device/)).toBeVisible();
  expect(await page.evaluate(() => crossOriginIsolated), 'threads need an isolated page').toBe(true);
  await bench.describeSample();

  // Pages in folders are there, too.
  await page.goto(`${site.address}models/`);
  await expect(demo(page)).toHaveAttribute('data-standing', 'stored');

  await context.setOffline(false);
  await site.start();
  await page.reload();
  await demo(page).getByRole('button', { name: /^Delete/ }).click();
  await expect(page.getByTestId('offline')).toHaveText(/^With the first model/);
  await expect.poll(() => kept(page)).toEqual({ workers: 0, caches: [], all: 0 });
  await page.reload();
  await expect(demo(page)).toHaveAttribute('data-standing', 'absent');
  expect(await kept(page)).toEqual({ workers: 0, caches: [], all: 0 });
});

test('a new build takes over as a whole, and half of one does not', async ({ page }) => {
  await keepDemo(page);
  const [first] = (await kept(page)).caches;
  const begin = site.text('first.js');

  // The list has arrived on the server, the file not yet.
  site.publish('first.js', `${begin}\nself.build = 'second';`, false);
  const lists = () => site.asked.filter((path) => path.endsWith('offline.json')).length;
  const before = lists();
  await page.reload();
  await expect.poll(lists).toBeGreaterThan(before);
  await expect.poll(async () => (await kept(page)).caches).toEqual([first]);

  site.publish('first.js', `${begin}\nself.build = 'third';`);
  await page.reload();
  await expect.poll(async () => (await kept(page)).caches).not.toContain(first);
  expect((await kept(page)).caches).toHaveLength(1);

  await site.stop();
  await page.reload();
  await expect(demo(page)).toHaveAttribute('data-standing', 'stored');
  expect(await page.evaluate(() => (self as unknown as { build: string }).build)).toBe('third');
});

test('a copy that somebody has written to is not given out, and heals', async ({ page }) => {
  await keepDemo(page);
  await poison(page, 'first.js');
  await restartWorkers(page);
  await site.stop();
  await page.goto(`${site.address}models/`);
  await expect(page.getByRole('heading', { name: 'Models', exact: true })).toBeVisible();
  expect(await page.evaluate(() => 'poisoned' in self)).toBe(false);

  // The site mends it as soon as it is reached.
  await site.start();
  await page.goto(`${site.address}models/`);
  await expect.poll(() => copy(page, 'first.js')).toBe(site.text('first.js'));
});

test('a new build takes over no copy that is not as it was', async ({ page }) => {
  await keepDemo(page);
  const [first] = (await kept(page)).caches;
  await poison(page, 'first.js');
  await restartWorkers(page);
  site.publish('shelf.js', `${site.text('shelf.js')}\n// Another build.`);
  await page.reload();
  await expect.poll(async () => (await kept(page)).caches).not.toContain(first);
  expect(await copy(page, 'first.js')).toBe(site.text('first.js'));
});

test('an owner ends it with an empty list', async ({ page }) => {
  await keepDemo(page);
  site.change('offline.json', JSON.stringify({ build: 'none', files: [] }));
  await page.reload();
  await expect.poll(() => kept(page)).toEqual({ workers: 0, caches: [], all: 0 });
});

/** Writes to the kept copy, as any script of the site could. */
async function poison(page: Page, path: string) {
  await page.evaluate(async (path) => {
    const name = (await caches.keys()).find((name) => name.startsWith('shipcheck-page') && !name.endsWith(' pins'))!;
    const url = new URL(path, document.baseURI).href;
    const headers = { 'content-type': 'text/javascript' };
    await (await caches.open(name)).put(url, new Response('self.poisoned = true;', { headers }));
  }, path);
  expect(await copy(page, path)).toContain('poisoned');
}

/** The kept copy of a file. */
function copy(page: Page, path: string): Promise<string | undefined> {
  return page.evaluate(async (path) => (await caches.match(new URL(path, document.baseURI).href))?.text(), path);
}

/** Browsers end such workers whenever they like; here they do it now. */
async function restartWorkers(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.stopAllWorkers');
}

test('requests to other sites pass by', async ({ page, allowed }) => {
  await keepDemo(page);
  await page.reload();
  const other = await FaultServer.start({});
  allowed.push(other.address);
  const status = await page.evaluate(async (address) => (await fetch(`${address}/nothing`)).status, other.address);
  expect(status).toBe(404);
  await other.stop();
  const [name] = (await kept(page)).caches;
  const foreign = await page.evaluate(async (name) => {
    const addresses = (await (await caches.open(name)).keys()).map(({ url }) => url);
    return addresses.filter((url) => !url.startsWith(location.origin) || url.includes('nothing'));
  }, name);
  expect(foreign).toEqual([]);
});

function demo(page: Page) {
  return page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Shipcheck demo', exact: true }) });
}

async function keepDemo(page: Page) {
  await page.goto(`${site.address}models/`);
  await demo(page).getByRole('button', { name: /^Download/ }).click();
  await expect(demo(page)).toHaveAttribute('data-standing', 'stored');
  await expect(page.getByTestId('offline')).toHaveText(/itself is kept, too, in \d/, { timeout: 60_000 });
}

/** Workers and copies of builds that this site has in the browser, and how many caches there are in all. */
function kept(page: Page): Promise<{ workers: number; caches: string[]; all: number }> {
  return page.evaluate(async () => {
    const workers = await navigator.serviceWorker.getRegistrations();
    const all = await caches.keys();
    const builds = all.filter((name) => name.startsWith('shipcheck-page') && !name.endsWith(' pins'));
    return { workers: workers.length, caches: builds, all: all.length };
  });
}
