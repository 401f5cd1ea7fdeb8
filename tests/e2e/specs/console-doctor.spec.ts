import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsolePage } from '../fixtures/console-page';
import { expect, test } from '../fixtures/test';

test('the doctor’s relay brings an answer from a gateway that does not talk to pages', async ({ page, peers, allowed }) => {
  const console = new ConsolePage(page);
  await console.open();
  await console.policy([{ name: 'closed', model: 'open-eyes', base_url: `${peers.portkey}/v1` }]);
  const closed = await console.target('closed');
  await closed.getByRole('button', { name: 'Examine the connection' }).click();
  await expect(console.diagnosis).toContainText('no CORS headers', { timeout: 30_000 });
  await closed.getByText('A relay to run on your own machine or server').click();
  const written = (await closed.getByRole('region', { name: 'The relay’s program' }).textContent())!;

  const relay = await run(written, { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': `${peers.open}/v1` });
  allowed.push(relay.url);
  await console.policy([{ name: 'relayed', model: 'open-eyes', base_url: `${relay.url}/v1` }]);
  await (await console.target('relayed')).getByRole('button', { name: 'Examine the connection' }).click();
  await expect(console.diagnosis).toContainText('takes questions from this page', { timeout: 30_000 });
  await console.send();
  await expect(console.answers).toHaveText(peers.answer);
  expect(await relay.stop(), 'a relay that writes nothing down').toBe('');
});

test('the doctor tells other servers, nobody, strangers and the blind apart', async ({ page, peers, allowed, baseURL }) => {
  const nobody = `http://127.0.0.1:${await freePort()}`;
  allowed.push(nobody);
  const console = new ConsolePage(page);
  await console.open();
  await console.policy([
    { name: 'site', model: 'm', base_url: `${baseURL}v1` },
    { name: 'nobody', model: 'm', base_url: `${nobody}/v1` },
    { name: 'stranger', model: 'of-nobody', base_url: `${peers.open}/v1` },
    { name: 'blind', model: 'open-eyes', base_url: `${peers.open}/api/v1`, dialect: 'openrouter' },
    { name: 'fine', model: 'open-eyes', base_url: `${peers.open}/v1` },
    { name: 'proxy', model: 'open-eyes', base_url: `${peers.litellm}/v1`, dialect: 'litellm' },
  ]);
  const found = async (name: string) => {
    const row = await console.target(name);
    await row.getByRole('button', { name: 'Examine the connection' }).click();
    return expect(row.getByTestId('diagnosis'), name);
  };
  await (await found('site')).toContainText('not as openai does', { timeout: 30_000 });
  await (await found('nobody')).toContainText('Check that the server runs', { timeout: 30_000 });
  await (await found('stranger')).toContainText('of-nobody is not among the', { timeout: 30_000 });
  await console.picture();
  await (await found('blind')).toContainText('open-eyes does not see pictures', { timeout: 30_000 });
  await (await found('fine')).toContainText('takes questions from this page', { timeout: 30_000 });
  await (await found('proxy')).toContainText('If it wants a key, enter that first', { timeout: 30_000 });
  await console.key('proxy', peers.key);
  await (await found('proxy')).toContainText('does not say whether open-eyes sees pictures', { timeout: 30_000 });
});

/** Does what the page asks for: puts the program into a file, with the gateway's own headers, and gives it to Node. */
async function run(program: string, added: object) {
  const folder = await mkdtemp(join(tmpdir(), 'shipcheck-relay-'));
  const port = await freePort();
  const text = program.replace('const ADDED = {};', `const ADDED = ${JSON.stringify(added)};`);
  await writeFile(join(folder, 'relay.mjs'), text.replace(/const PORT = \d+;/, `const PORT = ${port};`));
  const child = spawn(process.execPath, [join(folder, 'relay.mjs')]);
  const said: Buffer[] = [];
  for (const pipe of [child.stdout, child.stderr]) pipe.on('data', (bytes) => said.push(bytes));
  const url = `http://127.0.0.1:${port}`;
  await expect.poll(() => fetch(url).then((answer) => answer.status, () => 0), { timeout: 20_000 }).toBe(403);
  const stop = async () => {
    child.kill();
    await rm(folder, { recursive: true });
    return Buffer.concat(said).toString();
  };
  return { url, stop };
}

async function freePort(): Promise<number> {
  return new Promise((resume) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resume(port));
    });
  });
}
