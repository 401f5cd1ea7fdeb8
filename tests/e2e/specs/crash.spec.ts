import type { Page } from '@playwright/test';
import { BenchPage } from '../fixtures/bench-page';
import { cores, doom, doomHelper, endHelpers, type Stage } from '../fixtures/crash';
import { plainSample, sampleFile } from '../fixtures/pictures';
import { SiteServer } from '../fixtures/site-server';
import { expect, test } from '../fixtures/test';

/** How long the page may take to notice that Stop was not heard. */
const STOPPED = 3_000;

let site: SiteServer;

test.beforeEach(async ({ allowed, expectedErrors }) => {
  site = await SiteServer.start();
  site.change('blank.html', '<!doctype html><title>blank</title>');
  allowed.push(site.origin);
  expectedErrors.push(/unreachable|null function|indirect call/);
});

test.afterEach(() => site.stop());

const stages: Stage[] = ['load', 'image', 'prefill', 'token'];

for (const threads of [1, 2, 4]) {
  test(`a trap of the engine with threads: ${threads} is told at every stage, and the next question is answered`, async ({ page }) => {
    await page.goto(`${site.address}blank.html`);
    for (const stage of stages) {
      doom(site, 'trap', stage);
      const { first, second } = await twice(page, { threads });
      expect(first, stage).toMatch(/^worker: The engine stopped unexpectedly \(.*unreachable.*\)\. Ask again/);
      expect(second, stage).toMatch(/\w/);
    }
  });

  test(`a worker that is closed with threads: ${threads} is noticed at every stage, and the next question is answered`, async ({ page }) => {
    await page.goto(`${site.address}blank.html`);
    for (const stage of stages) {
      doom(site, 'close', stage);
      const { first, second } = await twice(page, { threads });
      expect(first, stage).toMatch(/^worker: The engine stopped unexpectedly/);
      expect(second, stage).toMatch(/\w/);
    }
  });

  test(`Stop ends an engine with threads: ${threads} that hears nothing, at every stage`, async ({ page }) => {
    await page.goto(`${site.address}blank.html`);
    for (const stage of stages) {
      doom(site, 'hang', stage);
      const { first, second } = await twice(page, { threads }, stage);
      expect(first, stage).toMatch(/^cancelled: The engine did not answer Stop and was ended\. The next question .* loads the model again/);
      expect(second, stage).toMatch(/\w/);
    }
  });
}

for (const threads of [2, 4]) {
  for (const stage of [undefined, 'image'] as const) {
    test(`a trap of one of ${threads} threads ${stage ? 'during an answer' : 'from the beginning'} is told`, async ({ page }) => {
      await page.goto(`${site.address}blank.html`);
      doomHelper(site);
      const { first, second } = await twice(page, { threads }, stage, 'join');
      expect(first).toMatch(/^worker: The engine stopped unexpectedly/);
      expect(second).toMatch(/\w/);
    });
  }

  test(`the end of one of ${threads} threads in the middle of its work is noticed`, async ({ page }) => {
    await page.goto(`${site.address}blank.html`);
    endHelpers(site);
    const { first, second } = await twice(page, { threads }, 'image', 'end');
    expect(first).toMatch(/^worker: The engine stopped unexpectedly/);
    expect(second).toMatch(/\w/);
  });
}

test('a crash on the bench loses nothing of the visitor, and Try again goes on', async ({ page }) => {
  const bench = new BenchPage(page);
  site.change('vlm-worker.js', `${cores(5)}\n${site.text('vlm-worker.js')}`);
  // The second question meets it.
  doom(site, 'trap', 'prefill', `${cores(5)} addEventListener('message', ({ data }) => { asked += data.type === 'caption'; }); let asked = 0;`);
  site.changeOnce('vlm-worker.js', site.text('vlm-worker.js').replace('if (due)', 'if (due && asked > 1)'));
  await page.goto(site.address);
  await bench.describeSample();
  await expect(bench.turns).toHaveCount(1);
  await bench.prompt.fill('What colour is it?');
  await bench.describe.click();
  await bench.expectState('failed');
  await expect(bench.message).toContainText(/The engine stopped unexpectedly.*Ask again/);
  await expect(bench.turns).toHaveCount(1);
  await expect(bench.prompt).toHaveValue('What colour is it?');
  await bench.message.getByRole('button', { name: 'Try again' }).click();
  await bench.expectState('done');
  await expect(bench.turns).toHaveCount(2);
});

test('Stop on the bench ends an engine that hears nothing and says so; the next question is answered', async ({ page }) => {
  const bench = new BenchPage(page);
  doom(site, 'hang', 'image', cores(3));
  await page.goto(site.address);
  await bench.choose(sampleFile(plainSample()));
  await bench.describe.click();
  await bench.expectState('prefilling');
  await bench.stop.click();
  await bench.expectState('stopped', STOPPED);
  await expect(page.locator('.notice')).toHaveText('The engine did not answer Stop and was ended. The next question starts a new one and loads the model again.');
  await bench.describe.click();
  await bench.expectState('done');
  await expect(bench.answer).toHaveText(/\S/);
});

/**
 * What an embedder meets who loads the demo and asks, and then asks again. At the event `stage` the page gives the
 * `word`, or presses Stop where there is none.
 */
function twice(page: Page, options: { threads: number }, stage?: Stage, word?: 'join' | 'end'): Promise<{ first: string; second: string }> {
  return page.evaluate(
    async ({ options, stage, word }) => {
      const absolute = (path: string) => new URL(path, document.baseURI).href;
      const { Vlm } = await import(/* @vite-ignore */ absolute('vlm.js'));
      const stop = new AbortController();
      const channel = word && new BroadcastChannel(word);
      const watch = ({ type }: { type: string }) => {
        if (type !== stage) return;
        if (channel) channel.postMessage('');
        // Not before the worker has ceased to hear.
        else setTimeout(() => stop.abort(), 300);
      };
      let vlm: any;
      const answer = async (signal?: AbortSignal) => {
        let text = '';
        vlm ??= await Vlm.load({ ...options, signal, onProgress: watch });
        // Fine enough for the word to come in the middle of it.
        const longestEdge = word && 512;
        const question = { prompt: 'Describe the picture.', minNewTokens: 8, maxNewTokens: 8, longestEdge, cache: !word, signal };
        for await (const event of vlm.caption(absolute('samples/open.png'), question)) {
          watch(event);
          if (event.type === 'done') text = event.text;
        }
        return text;
      };
      // Whoever is to join from the beginning is given the word until it has.
      const calling = channel && !stage ? setInterval(() => channel.postMessage(''), 50) : undefined;
      const told = ({ kind, message, remedy }: any) => `${kind}: ${message} ${remedy}`;
      let first = await answer(stop.signal).catch(told);
      // The browser gives a thread that is busy two seconds to come to its own end.
      for (let more = 100; word === 'end' && more > 0 && !first.startsWith('worker'); more--) first = await answer().catch(told);
      clearInterval(calling);
      const second = await answer();
      vlm.dispose();
      return { first, second };
    },
    { options, stage, word },
  );
}
