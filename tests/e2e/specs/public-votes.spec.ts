import { createServer } from 'node:net';
import { expectAccessible } from '../fixtures/layout';
import { ballots, desk, freePort, poll, Relay, type RelayOptions } from '../fixtures/relay';
import { expect, test as base } from '../fixtures/test';
import { GATEWAY, MODEL, publish, VotesPage } from '../fixtures/votes-page';

/** Bits of work that a vote here takes: enough to be seen, few enough to wait for. */
const WORK = 12;

type Fixtures = {
  votes: VotesPage;
  /** Starts a relay that ends with the test. */
  start: (options?: RelayOptions) => Promise<Relay>;
};

const test = base.extend<Fixtures>({
  votes: async ({ page }, use) => {
    await use(new VotesPage(page));
  },
  start: async ({}, use) => {
    const relays: Relay[] = [];
    await use(async (options) => {
      const relay = await Relay.start(options);
      relays.push(relay);
      return relay;
    });
    await Promise.all(relays.map((relay) => relay.stop()));
  },
});

const polls = () => ({ [MODEL]: poll(MODEL), [GATEWAY]: poll(GATEWAY) });

test('a public vote is proved, signed, sent, changed, and seen by a second browser', async ({ browser, context, votes, start }) => {
  const [one, two] = [await start({ work: WORK }), await start()];
  const settings = { relays: [one.url, two.url], polls: polls(), work: WORK };
  await publish(context, settings);
  await votes.open();
  await expect(votes.model.send).toBeHidden();
  await votes.model.ship.click();
  await expect(votes.model.status).toHaveText('Your vote: ship. On this device, not sent.');
  await votes.model.send.click();
  await expect(votes.model.status).toHaveText('Your vote: ship. Sent: 2 of 2 relays have it.');
  await expect(votes.live, 'whoever voted sees the count').toContainText('1 vote.');
  await expectAccessible(votes.page);

  await votes.model.skip.click();
  await expect(votes.model.status).toHaveText('Your vote: skip. The public one still says ship.');
  await votes.model.send.click();
  await expect(votes.model.status).toHaveText('Your vote: skip. Sent: 2 of 2 relays have it.');
  await votes.model.withdraw.click();
  await expect(votes.model.status).toContainText('The public vote, skip, stays');

  const second = await browser.newContext();
  await publish(second, settings);
  const other = new VotesPage(await second.newPage());
  await other.open();
  await expect(other.model.status).toHaveText('You have not voted.');
  await other.count();
  await expect(other.live).toContainText('0 % would ship it');
  await expect(other.live.locator('[data-side="device"]')).toContainText('1 vote.');
  await second.close();
});

test('a vote waits for a relay that is down, across a reload, and arrives when it is back', async ({ context, votes, start }) => {
  const port = await freePort();
  await publish(context, { relays: [`ws://127.0.0.1:${port}`], polls: polls(), work: WORK });
  await votes.open();
  await votes.model.ship.click();
  await votes.model.send.click();
  await expect(votes.model.status).toContainText('Queued');
  await expect(votes.model.relays).toContainText('could not be reached');
  await votes.page.reload();
  await expect(votes.model.status).toContainText('Queued');
  await start({ port });
  await expect(votes.model.status).toHaveText('Your vote: ship. Sent: 1 of 1 relay has it.', { timeout: 30_000 });
});

test('work can be cancelled, and a relay that wants more of it is put in words', async ({ context, votes, start }) => {
  const relay = await start({ work: 20 });
  const settings = { relays: [relay.url], polls: polls() };
  await publish(context, { ...settings, work: 50 });
  await votes.open();
  await votes.model.ship.click();
  await votes.model.send.click();
  await expect(votes.model.status).toHaveText('Proving the work for your vote.');
  await expect(votes.model.group.getByRole('progressbar')).toBeVisible();
  await votes.model.cancel.click();
  await expect(votes.model.status).toHaveText('Your vote: ship. On this device, not sent.');

  await publish(context, { ...settings, work: 1 });
  await votes.page.reload();
  await votes.model.send.click();
  await expect(votes.model.status).toContainText('No relay took it.');
  await expect(votes.model.relays).toContainText('The relay asks for more proof of work.');
});

test('a wrong clock is noticed: before the poll here, in the future by everybody else', async ({ browser, context, votes, start }) => {
  const relay = await start();
  const settings = { relays: [relay.url], polls: polls() };
  await publish(context, settings);
  await votes.page.clock.setFixedTime(new Date('2020-01-01'));
  await votes.open();
  await votes.model.ship.click();
  await votes.model.send.click();
  await expect(votes.alert).toContainText('By this device’s clock the poll has not begun yet');
  await votes.page.clock.setFixedTime(Date.now() + 86_400_000);
  await votes.model.send.click();
  await expect(votes.model.status).toContainText('Sent: 1 of 1');

  const second = await browser.newContext();
  await publish(second, settings);
  const other = new VotesPage(await second.newPage());
  await other.open();
  await other.count();
  await expect(other.live).toContainText('Nobody has voted yet.');
  await other.live.getByText('1 more did not count').click();
  await expect(other.live).toContainText('It is dated more than ten minutes in the future.');
  await second.close();
});

test('forged, idle and faulty ballots are rejected with their reasons; a silent relay delays and no more', async ({ context, votes, start }) => {
  const both = polls();
  const liar = await start({ seed: ballots(both[MODEL], 50, 20, 8) });
  const port = await freePort();
  const silent = createServer().listen(port, '127.0.0.1');
  await publish(context, { relays: [liar.url, `ws://127.0.0.1:${port}`], polls: both, work: 8 });
  await votes.open();
  await votes.count(30_000);
  silent.close();
  const model = votes.live.locator('[data-side="device"]');
  await expect(model).toContainText('30 votes.');
  await model.getByText('20 more did not count').click();
  for (const reason of [
    'Its signature is not by the key it names.',
    'It shows less proof of work than the poll asks for.',
    'It names an option that the poll does not have.',
    'It is dated more than ten minutes in the future.',
    'It names no option.',
  ]) {
    await expect(model).toContainText(`4: ${reason}`);
  }
  await votes.live.getByText('What each relay did').click();
  await expect(votes.live).toContainText('4 of it forged');
  await expect(votes.live).toContainText('stopped answering');
});

test('five thousand ballots, three in ten of them bad, take under a second of the page’s own time', async ({ context, votes, start }) => {
  const both = polls();
  const relay = await start({ seed: ballots(both[MODEL], 5_000, 30, 2) });
  await publish(context, { relays: [relay.url], polls: { [MODEL]: both[MODEL] }, work: 2 });
  await votes.open();
  const devtools = await context.newCDPSession(votes.page);
  await devtools.send('Performance.enable');
  const busy = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find((metric) => metric.name === 'TaskDuration')!.value;
  };
  const [before, began] = [await busy(), Date.now()];
  await votes.count(60_000);
  const spent = (await busy()) - before;
  test.info().annotations.push({ type: 'count', description: `${Date.now() - began} ms, page busy ${(spent * 1000).toFixed(0)} ms` });
  await expect(votes.live).toContainText('3500 votes.');
  await expect(votes.live).toContainText('1500 more did not count');
  expect(spent).toBeLessThan(1);
});

test('the visitor’s own extension signs, once the work is proved', async ({ context, votes, start }) => {
  const relay = await start();
  await publish(context, { relays: [relay.url], polls: polls(), work: WORK });
  await context.exposeFunction('signWithDesk', (event: unknown) => JSON.parse(desk(['sign'], JSON.stringify(event))));
  const key = desk(['key']).trim();
  await context.addInitScript((key) => {
    const signEvent = (event: unknown) => (window as any).signWithDesk(event);
    (window as any).nostr = { getPublicKey: async () => key, signEvent };
  }, key);
  await votes.open();
  await votes.page.getByRole('radio', { name: 'your Nostr extension' }).check();
  await votes.model.ship.click();
  await votes.model.send.click();
  await expect(votes.model.status).toContainText('Sent: 1 of 1');
  await expect(votes.live).toContainText('1 vote.');
});

test('the key can be saved, and forgotten with everything that was sent', async ({ context, votes, start }) => {
  const relay = await start();
  await publish(context, { relays: [relay.url], polls: polls() });
  await votes.open();
  await votes.model.ship.click();
  await votes.model.send.click();
  await expect(votes.model.status).toContainText('Sent: 1 of 1');
  const summary = votes.page.getByText('This browser’s key:');
  await summary.click();
  const download = votes.page.waitForEvent('download');
  await votes.page.getByRole('button', { name: 'Save the secret key' }).click();
  expect((await download).suggestedFilename()).toBe('shipcheck-key.txt');
  await votes.page.getByRole('button', { name: 'Forget the key' }).click();
  await expect(summary).toBeHidden();
  await votes.page.reload();
  await expect(votes.model.status).toHaveText('Your vote: ship. On this device, not sent.');
});
