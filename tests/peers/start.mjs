// Starts the peers on free ports, prints their addresses as one line of JSON, and stops them when its input ends.
//
//   node start.mjs                      aimock and Portkey
//   node start.mjs --litellm FILE       LiteLLM, too, with this configuration
//
// `open` takes any key, `locked` only KEY. In LiteLLM's configuration, `os.environ/AIMOCK_URL` is the address of `open`.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { LLMock } from '@copilotkit/aimock';
import { garbled, moved, quiet } from './damage.mjs';
import { ANSWER, fixtures } from './models.mjs';

const KEY = 'sk-peers-right-key-1234';
const here = import.meta.dirname;
const children = [];

process.stdin.on('end', stop).on('error', stop).resume();
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

const [open, locked] = await Promise.all([pretend(), pretend({ auth: { apiKeys: [KEY] } })]);
const config = process.argv[process.argv.indexOf('--litellm') + 1];
const [portkey, litellm] = await Promise.all([startPortkey(), config && process.argv.includes('--litellm') ? startLiteLlm() : null]);
console.log(JSON.stringify({ open, locked, portkey, litellm, key: KEY, answer: ANSWER }));

async function pretend(options = {}) {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent', ...options });
  fixtures().forEach((fixture) => mock.addFixture(fixture));
  mock.mount('/garbled', garbled(() => mock.url));
  mock.mount('/quiet', quiet(() => mock.url));
  mock.mount('/moved', moved(() => mock.url));
  await mock.start();
  return mock.url;
}

async function startPortkey() {
  const port = await freePort();
  const program = join(here, 'node_modules', '@portkey-ai', 'gateway', 'build', 'start-server.js');
  run(process.execPath, [program, `--port=${port}`, '--headless']);
  return answers(`http://127.0.0.1:${port}`, '/');
}

async function startLiteLlm() {
  const port = await freePort();
  run(litellmProgram(), ['--config', config, '--host', '127.0.0.1', '--port', String(port)], {
    AIMOCK_URL: `${open}/v1`,
    OPENAI_API_KEY: 'any',
    LITELLM_MASTER_KEY: KEY,
    // Without these it asks the internet for prices and tells it about itself.
    LITELLM_LOCAL_MODEL_COST_MAP: 'True',
    LITELLM_TELEMETRY: 'False',
  });
  return answers(`http://127.0.0.1:${port}`, '/health/liveliness');
}

/** Where `xtask/src/tools.rs` puts it. */
function litellmProgram() {
  const [, version] = readFileSync(join(here, 'requirements.txt'), 'utf8').match(/^litellm==(\S+)/m);
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const program = join(cache, 'shipcheck', `litellm-${version}`, 'bin', 'litellm');
  if (!existsSync(program)) fail(`${program} is not there; run \`cargo xtask peers\`, which installs it`);
  return program;
}

function run(program, words, variables = {}) {
  const child = spawn(program, words, { env: { ...process.env, ...variables }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  for (const pipe of [child.stdout, child.stderr]) pipe.on('data', (bytes) => said.push(bytes));
  child.on('error', (error) => fail(String(error)));
  child.on('exit', (code) => code && fail(`${program} ended with ${code}\n${Buffer.concat(said)}`));
  children.push(child);
}

async function answers(url, path) {
  for (const end = Date.now() + 240_000; Date.now() < end; ) {
    const answer = await fetch(url + path).catch(() => null);
    if (answer?.ok) return url;
    await new Promise((resume) => setTimeout(resume, 100));
  }
  fail(`${url} does not answer`);
}

function freePort() {
  return new Promise((resume) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resume(port));
    });
  });
}

function fail(message) {
  console.error(message);
  process.exitCode = 1;
  stop();
}

function stop() {
  for (const child of children) child.removeAllListeners('exit').kill();
  process.exit();
}
