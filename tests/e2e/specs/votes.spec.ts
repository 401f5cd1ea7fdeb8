import { readFile } from 'node:fs/promises';
import { expectAccessible } from '../fixtures/layout';
import { expect, test } from '../fixtures/test';
import { VotesPage } from '../fixtures/votes-page';

test('a vote is cast, changed and withdrawn, in step with other tabs, and starts no program', async ({ context, page }) => {
  const fetched: string[] = [];
  context.on('request', (request) => fetched.push(request.url()));
  const [here, there] = [new VotesPage(page), new VotesPage(await context.newPage())];
  await here.open();
  await there.open();
  await expect(here.model.status).toHaveText('You have not voted.');

  await here.model.ship.click();
  await expect(here.model.status).toHaveText('Your vote: ship. On this device, not sent.');
  await expect(here.model.ship).toHaveAttribute('aria-pressed', 'true');
  await expect(there.model.status).toContainText('ship');

  await there.model.skip.click();
  await expect(here.model.status).toContainText('skip');
  await here.gateway.ship.click();
  // The other tab hears of it once it is kept; before that a reload may come first.
  await expect(there.gateway.status).toContainText('ship');
  await page.reload();
  await expect(here.model.status).toContainText('skip');
  await expect(here.gateway.status).toContainText('ship');

  await here.model.withdraw.click();
  await expect(here.model.status).toHaveText('You have not voted.');
  await expect(there.model.status).toHaveText('You have not voted.');
  await expect(here.model.withdraw).toBeHidden();
  expect(fetched.filter((address) => address.includes('ballots'))).toEqual([]);
});

test('votes travel to another browser in a file, and a file that is none is told so', async ({ browser, page }) => {
  const here = new VotesPage(page);
  await here.open();
  await here.model.ship.click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save my votes as a file' }).click();
  const file = await (await download).path();
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ format: 'shipcheck-ballots', version: 1 });

  const other = await browser.newContext();
  const there = new VotesPage(await other.newPage());
  await there.open();
  const input = there.page.getByLabel('Take in votes from a file');
  await input.setInputFiles({ name: 'holiday.json', mimeType: 'application/json', buffer: Buffer.from('{"a":1}') });
  await expect(there.page.getByText('holiday.json holds no votes.')).toBeVisible();
  await input.setInputFiles(file);
  await expect(there.model.status).toContainText('ship');
  await other.close();
});

test('everything works with the keyboard, and is told to those who cannot see it', async ({ page }) => {
  const votes = new VotesPage(page);
  await votes.open();
  await votes.model.ship.focus();
  await page.keyboard.press('Space');
  await expect(votes.model.status).toContainText('ship');
  await page.keyboard.press('Tab');
  await expect(votes.model.skip).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(votes.model.status).toContainText('skip');
  await page.keyboard.press('Tab');
  await expect(votes.model.withdraw).toBeFocused();
  await expectAccessible(page);
});
