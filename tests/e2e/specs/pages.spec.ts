import { expectAccessible, expectNoSidewaysScroll } from '../fixtures/layout';
import { FIRST, PAGES } from '../fixtures/review-page';
import { expect, test } from '../fixtures/test';

for (const address of PAGES) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`/${address} fits and is accessible, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const width of [320, 390, 820, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(address);
        await expect(page.getByRole('radiogroup', { name: 'Paper' })).toBeVisible();
        await expectNoSidewaysScroll(page);
        await expectAccessible(page);
      }
    });
  }
}

test('forced colours and print leave nothing out', async ({ page, review }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await review.open();
  await expectAccessible(page);
  await page.emulateMedia({ media: 'print', forcedColors: 'none' });
  await expect(page.getByRole('heading', { name: 'The panel' })).toBeVisible();
  await expect(review.reviewers).toHaveCount(5);
});

test('the list can be searched and filtered, and leads to the pages', async ({ page }) => {
  await page.goto('compare/');
  const titles = page.getByRole('article').getByRole('link');
  await expect(titles).toHaveText(['SmolVLM2 Turbo or Vercel AI Gateway', 'SmolVLM2 Turbo or PaliGemma 3B']);
  await page.getByRole('searchbox', { name: 'Search' }).fill('paligemma');
  await expect(titles).toHaveText(['SmolVLM2 Turbo or PaliGemma 3B']);
  await expect(page).toHaveURL(/search=paligemma/);
  await page.getByRole('searchbox', { name: 'Search' }).fill('zebra');
  await expect(page.getByText('Nothing matches.')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search' }).fill('');
  await page.getByRole('radio', { name: 'Developer tools' }).check();
  await expect(titles).toHaveText(['SmolVLM2 Turbo or Vercel AI Gateway']);
  await page.reload();
  await expect(page.getByRole('radio', { name: 'Developer tools' })).toBeChecked();
  await titles.click();
  await expect(page).toHaveURL(new RegExp(`${FIRST}$`));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Which one should you ship with?');
});

test('links inside a page stay on it', async ({ page, review }) => {
  await review.open();
  await page.getByRole('navigation', { name: 'On this page' }).getByRole('link', { name: 'The price' }).click();
  await expect(page).toHaveURL(new RegExp(`${FIRST}#price$`));
  await expect(page.getByRole('heading', { name: 'The price' })).toBeInViewport();
});

test('the bench works on a page below the root', async ({ bench, review }) => {
  await review.open();
  await bench.samples.first().click();
  await bench.expectState('done');
});
