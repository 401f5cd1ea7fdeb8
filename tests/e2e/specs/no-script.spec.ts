import { FIRST, SECOND } from '../fixtures/review-page';
import { expect, test } from '../fixtures/test';

test.use({ javaScriptEnabled: false });

test('without JavaScript the whole review can be read', async ({ page }) => {
  await page.goto(FIRST);
  for (const text of [
    'Ship the small model where pictures must stay on the device',
    'Choose SmolVLM2 Turbo',
    'This is not like for like',
    'Platforms may swallow both',
    'Teams that deploy elsewhere would have to move house',
    'No community vote has been published',
  ]) {
    await expect(page.getByText(text).first()).toBeVisible();
  }
  // Playwright's text search passes over noscript elements, so these are found by their place.
  await expect(page.locator('#bench-place noscript p')).toBeVisible();
  await expect(page.locator('#pricing-place noscript p')).toBeVisible();
  await expect(page.getByRole('img', { name: /^Line chart/ })).toBeVisible();
  await expect(page.getByText('Setting up the bench.')).toBeHidden();
});

test('without JavaScript a missing panel is said to be missing', async ({ page }) => {
  await page.goto(SECOND);
  await expect(page.getByText('Not reviewed yet')).toBeVisible();
  await page.getByRole('link', { name: 'All comparisons' }).click();
  await expect(page.getByRole('article')).toHaveCount(2);
  // A search that does nothing would be a promise.
  await expect(page.getByRole('searchbox')).toBeHidden();
});
