import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { BenchPage } from '../fixtures/bench-page';
import { FaultServer } from '../fixtures/fault-server';
import { entry, ModelsPage, MOST_LOST } from '../fixtures/models-page';
import { SiteServer } from '../fixtures/site-server';
import { expect, test } from '../fixtures/test';
import { withhold } from '../fixtures/withhold';

const MIB = 1 << 20;
const LENGTH = 96 * MIB + 77;
const content = randomBytes(LENGTH);
const hash = createHash('sha256').update(content).digest('hex');
const folder = mkdtempSync(join(tmpdir(), 'shipcheck-storage-'));
const files = [{ name: 'a.bin', bytes: LENGTH }];
const models = [entry('one', files)];

let server: FaultServer;
let site: SiteServer;

test.beforeAll(() => writeFileSync(join(folder, 'a.bin'), content));

test.beforeEach(async ({ allowed }) => {
  server = await FaultServer.start({ 'a.bin': join(folder, 'a.bin') });
  site = await SiteServer.start();
  allowed.push(server.address, site.origin);
});

test.afterEach(async () => {
  await server.stop();
  await site.stop();
});

test('without a file system a model is kept in the database, and a reload loses nothing', async ({ page, context }) => {
  await withhold(context, site, 'the file system');
  const shelf = new ModelsPage(page);
  await shelf.open(models, server.address, `${site.address}models/`);
  await expect(page.getByTestId('place')).toHaveText(/no file system.*kept in its database/);
  server.pace = 6 * MIB;
  await shelf.download('one');
  const arrived = await arrivedBeyond(shelf, 0.5);
  await page.reload();
  await shelf.expectStanding('one', 'part');
  expect(arrived + (await fetchedFor(shelf))).toBeLessThan(LENGTH + MOST_LOST);
  await shelf.row('one').getByText('Files and their hashes').click();
  await expect(shelf.row('one')).toContainText(hash);
  await shelf.button('one', /^Verify/).click();
  await expect(shelf.notice).toHaveText(/unchanged/);
  await shelf.button('one', /^Delete/).click();
  await shelf.expectStanding('one', 'absent');
  expect(await piecesLeft(page)).toBe(0);
});

test('where the disk is slower than the network, a closed tab still loses little', async ({ page, context }) => {
  await withhold(context, site, 'a fast database');
  let shelf = new ModelsPage(page);
  await shelf.open(models, server.address, `${site.address}models/`);
  server.pace = 12 * MIB;
  await shelf.download('one');
  const arrived = await arrivedBeyond(shelf, 0.6);
  await page.close();
  shelf = new ModelsPage(await context.newPage());
  await shelf.open(models, server.address, `${site.address}models/`);
  expect(arrived + (await fetchedFor(shelf))).toBeLessThan(LENGTH + MOST_LOST);
});

test('where the file system is refused, Cancel leaves nothing in the database', async ({ page, context }) => {
  await withhold(context, site, 'leave to use the file system');
  const shelf = new ModelsPage(page);
  await shelf.open(models, server.address, `${site.address}models/`);
  server.pace = 4 * MIB;
  await shelf.download('one');
  await arrivedBeyond(shelf, 0.3);
  await shelf.button('one', /^Cancel/).click();
  await shelf.expectStanding('one', 'absent');
  await expect(shelf.storage).toContainText('Models take 0\u00a0B');
  expect(await piecesLeft(page)).toBe(0);
});

test('the bench answers with a model from the database', async ({ page, context }) => {
  await withhold(context, site, 'leave to use the file system');
  await page.goto(`${site.address}models/`);
  await keepDemo(page);
  await answersWithoutWeights(new BenchPage(page));
});

test('without a database either, a model lives as long as its tab, and other tabs can use it', async ({ page, context }) => {
  await withhold(context, site, 'the file system', 'the database');
  await page.goto(`${site.address}models/`);
  await expect(page.getByTestId('place')).toHaveText(/store nothing.*until the tab is closed/);
  await keepDemo(page);
  await expect(page.getByTestId('storage')).toHaveText(/in the memory of this tab/);
  const opened = context.waitForEvent('page');
  await demo(page).getByRole('link', { name: 'Use it in another tab' }).click();
  const bench = new BenchPage(await opened);
  await answersWithoutWeights(bench);
  await page.reload();
  await expect(demo(page)).toHaveAttribute('data-standing', 'absent');
});

/** Waits for so large a part; says how many bytes the page tells of then. */
async function arrivedBeyond(shelf: ModelsPage, share: number) {
  await expect.poll(() => shelf.arrived('one', files), { intervals: [100] }).toBeGreaterThan(share * LENGTH);
  return shelf.arrived('one', files);
}

/** Resumes and waits for the end; says how many bytes were asked for. */
async function fetchedFor(shelf: ModelsPage) {
  const before = server.asked.length;
  server.pace = undefined;
  await shelf.button('one', /^Resume/).click();
  await shelf.expectStanding('one', 'stored');
  return server.askedSince(before);
}

function demo(page: Page) {
  return page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Shipcheck demo', exact: true }) });
}

async function keepDemo(page: Page) {
  await demo(page).getByRole('button', { name: /^Download/ }).click();
  await expect(demo(page)).toHaveAttribute('data-standing', 'stored');
}

async function answersWithoutWeights(bench: BenchPage) {
  const asked: string[] = [];
  await bench.page.goto(site.address);
  await expect(bench.page.getByText(/Kept on this device/)).toBeVisible();
  bench.page.context().on('request', (request) => asked.push(request.url()));
  await bench.describeSample();
  expect(asked.filter((url) => url.includes('.gguf'))).toEqual([]);
}

/** Pieces of files that are still in the database. */
function piecesLeft(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((tell, fail) => {
        const opening = indexedDB.open('shipcheck-model-pieces');
        opening.onerror = () => fail(opening.error);
        opening.onsuccess = () => {
          const counting = opening.result.transaction('pieces').objectStore('pieces').count();
          counting.onsuccess = () => {
            opening.result.close();
            tell(counting.result);
          };
        };
      }),
  );
}
