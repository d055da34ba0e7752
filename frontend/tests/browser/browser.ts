/** A headless Chromium whose pages fail the test on anything a visitor's console would show, or that leaves the origin. */
import assert from 'node:assert/strict';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const FLAGS = [
  '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--disable-default-apps', '--disable-extensions', '--mute-audio', '--font-render-hinting=none', '--force-color-profile=srgb',
];

let browser: Promise<Browser> | undefined;

function launch(): Promise<Browser> {
  browser ??= chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: FLAGS });
  return browser;
}

export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}

export interface Visit {
  readonly page: Page;
  /** Addresses asked for since the last call. */
  requests(): string[];
  /** Complaints of this kind are what the test is about. */
  expect(pattern: RegExp): void;
}

/** Opens `url`, hands the page to `test` and fails afterwards on any complaint. */
export async function visit(url: string, test: (visit: Visit) => Promise<void>, options: BrowserContextOptions = {}): Promise<void> {
  const { origin } = new URL(url);
  const context = await (await launch()).newContext({ viewport: { width: 1366, height: 850 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  const expected: RegExp[] = options.serviceWorkers === 'block' ? [/Service Worker registration blocked/] : [];
  let asked: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`page error: ${error.stack ?? error.message}`));
  context.on('request', (request) => {
    const address = request.url();
    asked.push(address);
    if (!address.startsWith(`${origin}/`) && !/^(blob|data):/.test(address)) complaints.push(`request outside the origin: ${address}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      throw new Error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  try {
    await page.goto(url);
    await test({
      page,
      requests() {
        const since = asked;
        asked = [];
        return since;
      },
      expect: (pattern) => expected.push(pattern),
    });
    const unexpected = complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint)));
    assert.deepEqual(unexpected, []);
  } finally {
    await context.close();
  }
}
