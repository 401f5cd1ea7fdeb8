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
