import { defineConfig, devices } from '@playwright/test';

// `cargo xtask test` passes a browser and a free port; by hand, Playwright's own browser and this port serve.
const port = Number(process.env.SHIPCHECK_PORT ?? 8137);
const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: 'specs',
  outputDir: 'results',
  // A test that passes only sometimes is a bug to be found, so nothing is tried twice.
  retries: 0,
  // One at a time: every test runs a model, and timings are part of what is shown.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: !!process.env.CI,
  reporter: [['list'], ['json', { outputFile: process.env.SHIPCHECK_REPORT ?? 'results/report.json' }]],
  use: {
    baseURL: `http://127.0.0.1:${port}/`,
    locale: 'en-US',
    // What tests answer in the network's place must reach the page. The test of visits without a network allows it.
    serviceWorkers: 'block',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_BIN || undefined,
      args: [
        ...(isRoot ? ['--no-sandbox'] : []),
        '--disable-background-networking',
        '--disable-component-update',
        '--no-first-run',
      ],
    },
  },
  projects: [
    { name: 'desktop', use: { ...devices['Desktop Chrome'] }, testIgnore: 'phone.spec.ts' },
    { name: 'phone', use: { ...devices['Pixel 7'] }, testMatch: 'phone.spec.ts' },
  ],
  webServer: {
    command: `cargo xtask serve --no-build --port ${port} --mount fixtures=tests/fixtures`,
    cwd: '../..',
    url: `http://127.0.0.1:${port}/`,
    reuseExistingServer: false,
    timeout: 120_000,
  },
});
