import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { FaultServer } from '../fixtures/fault-server';
import { plainSample, sampleFile, wordsOf } from '../fixtures/pictures';
import { expect, test } from '../fixtures/test';

test('the ten-line page of the manual describes a chosen picture', async ({ page }) => {
  const sample = plainSample();
  await page.goto('./embed.html');
  await page.getByLabel('Picture').setInputFiles(sampleFile(sample));
  for (const word of wordsOf(sample)) {
    await expect(page.getByRole('status')).toContainText(new RegExp(word, 'i'), { timeout: 60_000 });
  }
});

test('threads and builds that there are none of are refused, with what to give instead', async ({ page }) => {
  await page.goto('./embed.html');
  const refused = (options: object) =>
    page.evaluate(async (options) => {
      const { Vlm } = await import(/* @vite-ignore */ new URL('vlm.js', document.baseURI).href);
      return Vlm.load(options).then(
        () => 'loaded',
        ({ kind, message, remedy }: { kind: string; message: string; remedy: string }) => `${kind}: ${message} ${remedy}`,
      );
    }, options);
  for (const threads of [-3, 0, 1.5, 'many']) {
    expect(await refused({ threads })).toBe(`request: "${threads}" is no number of threads. Give a whole number from 1, or none for what the device offers.`);
  }
  expect(await refused({ variant: 'mmx' })).toMatch(/^request: This site has no engine build "mmx"\. Give one of relaxed-threads, .*simd, or none/);
});

test.describe('a model from another site', () => {
  const folder = join(import.meta.dirname, '../../../public/models/demo');
  let hub: FaultServer;

  test.beforeEach(async ({ allowed, page }) => {
    hub = await FaultServer.start({ 'text.gguf': join(folder, 'text.gguf'), 'mmproj.gguf': join(folder, 'mmproj.gguf') });
    allowed.push(hub.address);
    await page.goto('./embed.html');
  });
  test.afterEach(() => hub.stop());

  test('is fetched once, with its progress, and kept', async ({ page }) => {
    const first = await load(page, hub.address);
    expect(first.problem).toBeUndefined();
    for (const name of ['text.gguf', 'mmproj.gguf']) {
      const length = statSync(join(folder, name)).size;
      expect(first.downloads).toContainEqual({ type: 'download', file: name, loaded: length, total: length });
    }
    expect(hub.asked).toHaveLength(2);
    expect((await load(page, hub.address)).answer).toBe(first.answer);
    expect(hub.asked).toHaveLength(2);
  });

  test('is used all the same where there is no room to keep it', async ({ page, context }) => {
    const session = await context.newCDPSession(page);
    await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(page.url()).origin, quotaSize: 1000 });
    for (const requests of [2, 4]) {
      expect((await load(page, hub.address)).answer).toMatch(/\w/);
      expect(hub.asked).toHaveLength(requests);
    }
  });

  test('in whose place is a web page is told so', async ({ page }) => {
    hub.fault = () => ({ page: true });
    const { problem } = await load(page, hub.address);
    expect(problem?.kind).toBe('network');
    expect(problem?.message).toMatch(/sent a web page instead/);
    expect(problem?.remedy).toMatch(/Check the address/);
  });

  test('whose connection breaks is not kept in part, and the next try succeeds', async ({ page }) => {
    hub.fault = ({ path, number }) => (path === 'text.gguf' && number === 1 ? { dropAfter: 300_000 } : undefined);
    const { problem } = await load(page, hub.address);
    expect(problem?.kind).toBe('network');
    expect(problem?.message).toMatch(/text\.gguf could not be reached, or the connection broke/);
    expect(problem?.remedy).toMatch(/try again/);
    expect((await load(page, hub.address)).answer).toMatch(/\w/);
    // The browser itself may go on where the connection broke, so how many requests follow is its affair.
    expect(hub.asked.filter(({ path }) => path === 'text.gguf').length).toBeGreaterThan(1);
  });
});

interface Loaded {
  answer?: string;
  downloads: unknown[];
  problem?: { kind: string; message: string; remedy: string };
}

/** What an embedder meets who loads a pair of files from `address` and asks about a sample. */
function load(page: Page, address: string): Promise<Loaded> {
  return page.evaluate(async (address) => {
    const absolute = (path: string) => new URL(path, document.baseURI).href;
    const { Vlm } = await import(/* @vite-ignore */ absolute('vlm.js'));
    const downloads: unknown[] = [];
    try {
      const vlm = await Vlm.load({
        model: { text: `${address}/text.gguf`, mmproj: `${address}/mmproj.gguf` },
        onProgress: (event: { type: string }) => event.type === 'download' && downloads.push(event),
      });
      for await (const event of vlm.caption(absolute('samples/open.png'), { prompt: 'Describe the picture.' })) {
        if (event.type === 'done') return vlm.dispose(), { answer: event.text, downloads };
      }
      return { downloads };
    } catch (error) {
      const { kind, message, remedy } = error as { kind: string; message: string; remedy: string };
      return { downloads, problem: { kind, message, remedy } };
    }
  }, address);
}
