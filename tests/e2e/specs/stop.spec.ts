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
  test(`Stop ends a run while ${state}, and the page goes on`, async ({ bench }) => {
    await bench.open();
    await bench.drop(sampleFile(plainSample(1)));
    await bench.stopDuring(state);
    await bench.describe.click();
    await bench.expectStoppedDuring(state);
    await expectUsable(bench);
  });
}

async function expectUsable(bench: BenchPage) {
  await expect(bench.message).toHaveCount(0);
  await expect(bench.describe).toBeEnabled();
  await bench.samples.first().click();
  await bench.expectState('done');
  await expect(bench.answer).toHaveText(/\S/);
}
