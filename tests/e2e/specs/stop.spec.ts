import type { BrowserContext } from '@playwright/test';
import type { BenchPage } from '../fixtures/bench-page';
import { plainSample, sampleFile } from '../fixtures/pictures';
import { expect, test } from '../fixtures/test';

test('Stop ends a download, and the next try succeeds', async ({ bench, context }) => {
  await bench.open();
  // Hold the weights back until Stop has been pressed.
  let release = () => {};
  const stopped = new Promise<void>((resolve) => (release = resolve));
  await context.route('**/models/demo/**', async (route) => {
    await stopped;
    await route.continue().catch(() => {});
  });
  await bench.samples.first().click();
  await bench.expectState('loading');
  await bench.stop.click();
  await bench.expectState('stopped');
  release();
  await context.unroute('**/models/demo/**');
  await expectUsable(bench);
});

for (const state of ['encoding', 'prefilling', 'decoding'] as const) {
  test(`Stop ends a run while ${state}, and the page goes on`, async ({ bench, context }) => {
    await slowDown(context);
    await bench.open();
    await bench.drop(sampleFile(plainSample(1)));
    await bench.stopDuring(state);
    await bench.describe.click();
    await bench.expectStoppedDuring(state);
    await expectUsable(bench);
  });
}

/**
 * Makes the worker a slow device from the first question until the next word to it, which is Stop: between two steps it
 * waits for its mail a little longer. The demo would otherwise be done before a busy page has drawn that it began.
 */
async function slowDown(context: BrowserContext) {
  const lines = `let [wait, asked] = [0, 0];
    addEventListener('message', ({ data }) => { wait = data.type === 'caption' && !asked++ ? 100 : 0; });
    const post = MessagePort.prototype.postMessage;
    MessagePort.prototype.postMessage = function (...mail) { setTimeout(() => post.apply(this, mail), wait); };`;
  await context.route('**/vlm-worker.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${lines}\n${await response.text()}` });
  });
}

async function expectUsable(bench: BenchPage) {
  await expect(bench.message).toHaveCount(0);
  await expect(bench.describe).toBeEnabled();
  await bench.samples.first().click();
  await bench.expectState('done');
  await expect(bench.answer).toHaveText(/\S/);
}
