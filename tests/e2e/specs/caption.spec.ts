import type { Locator } from '@playwright/test';
import { plainSample, sampleFile, wordsOf } from '../fixtures/pictures';
import { expect, test } from '../fixtures/test';

test('a dropped picture is described, and no request is made meanwhile', async ({ bench, context }) => {
  const requests: string[] = [];
  await bench.open();

  // The first question fetches the model. The second shows what a run alone needs.
  const [first, second] = [plainSample(0), plainSample(1)];
  await bench.drop(sampleFile(first));
  await bench.describe.click();
  await bench.expectState('done');
  await expectWords(bench.answer, wordsOf(first));

  await bench.drop(sampleFile(second));
  await bench.expectState('ready');
  context.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url())) requests.push(request.url());
  });
  await bench.describe.click();
  await bench.expectState('done');
  await expectWords(bench.answer, wordsOf(second));
  expect(requests).toEqual([]);
  await expect(bench.stats).toHaveAttribute('data-requests', '0');
});

test('a run is measured', async ({ bench }) => {
  await bench.open();
  await bench.samples.first().click();
  await bench.expectState('done');
  for (const name of ['data-ttft-ms', 'data-tokens-per-second', 'data-frames']) {
    expect(Number(await bench.stats.getAttribute(name)), name).toBeGreaterThan(0);
  }
});

async function expectWords(answer: Locator, words: string[]) {
  for (const word of words) {
    await expect(answer).toContainText(new RegExp(`\\b${word}`, 'i'));
  }
}
