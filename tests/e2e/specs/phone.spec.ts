import { expectAccessible, expectNoSidewaysScroll } from '../fixtures/layout';
import { expect, test } from '../fixtures/test';

test('a tap on a sample leads to an answer on a phone', async ({ bench, page }) => {
  await bench.open();
  await expectNoSidewaysScroll(page);
  await bench.samples.first().tap();
  await bench.expectState('done');
  await expect(bench.answer).toHaveText(/\S/);
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
});
