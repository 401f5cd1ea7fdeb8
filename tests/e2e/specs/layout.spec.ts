import type { Locator } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from '../fixtures/layout';
import { expect, test } from '../fixtures/test';

for (const width of [360, 768, 1440, 1600]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${width} px, ${colorScheme}: fits and is accessible, before and after an answer`, async ({ bench, page }) => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await bench.open();
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
      await bench.samples.first().click();
      await bench.expectState('done');
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
    });
  }
}

test('the keyboard alone leads to an answer', async ({ bench, page }) => {
  await bench.open();
  await tabTo(bench.samples.first());
  await page.keyboard.press('Enter');
  await bench.expectState('done');

  await tabTo(bench.prompt);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('What do you see?');
  await tabTo(bench.describe);
  await page.keyboard.press('Enter');
  await expect(bench.turns).toHaveCount(2);
  await bench.expectState('done');
  await expect(bench.answer).toHaveText(/\S/);

  async function tabTo(target: Locator) {
    for (let presses = 0; presses < 80; presses++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error('Tab never reached it.');
  }
});
