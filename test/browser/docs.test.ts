/** The page of the API in a real browser: what people find on it, that it asks nobody else, and that everybody can use it. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { type Listening, listen } from '../../src/delivery/server';
import { MemoryServer } from '../support/memoryServer';
import { axeFindings, chromiumPath, launch } from './support/browser';

/** With SCREENSHOTS=<folder> what was seen is kept. */
const keep = async (page: Page, name: string): Promise<void> => {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
};

describe('the page of the API in Chromium', function () {
  this.timeout(180_000);
  const executable = chromiumPath();
  let browser: Browser;
  let server: MemoryServer;
  let listening: Listening;
  let page: Page;
  const asked: string[] = [];
  const said: string[] = [];

  before(async function () {
    // Without the real part it is pending, never passed: `make lab` fetches it.
    if (executable === undefined) return this.skip();
    browser = await launch(executable);
    server = new MemoryServer();
    const app = server.server.http.listeners('request')[0] as never;
    listening = await listen({ host: '127.0.0.1', port: 0, app, feed: server.feed, clock: server.clock });
  });
  after(async () => {
    await browser?.close();
    await listening?.close();
    await server?.end();
  });

  async function open(colorScheme: 'light' | 'dark', width: number): Promise<void> {
    page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
    asked.length = 0;
    said.length = 0;
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    await page.goto(`${listening.url}/docs`);
  }
  afterEach(() => page?.close());

  it('shows the operations under their groups, with an example to copy and an answer', async () => {
    await open('light', 1280);
    await page.getByRole('heading', { level: 1, name: 'Signalbox API' }).waitFor();
    await page.getByRole('navigation', { name: 'Operations' }).getByRole('link', { name: 'call.route' }).click();
    const article = page.getByRole('article').filter({ has: page.getByRole('heading', { name: '/route' }) });
    await article.getByText('Roles: admin, owner, supervisor, application.').waitFor();
    const request = await article.getByRole('group', { name: 'Request' }).innerText();
    expect(request)
      .to.contain('curl -s -X POST "$SIGNALBOX_URL/v1/tenants/acme/calls/ca_')
      .and.to.contain('"treatments"');
    expect(await article.getByRole('group', { name: 'Answer' }).innerText()).to.contain('"call": "ca_');
    await article.getByText('Refusals').click();
    await article.getByText('call.reply_late').waitFor();
    await keep(page, 'docs-route');
  });

  it('leads from a field to its schema', async () => {
    await open('light', 1280);
    const body = page.getByRole('article').filter({ has: page.getByRole('heading', { name: '/route' }) });
    const field = body.getByRole('row').filter({ hasText: 'treatments' }).getByRole('link', { name: 'Treatment' });
    await field.first().click();
    expect(new URL(page.url()).hash).to.equal('#schema-Treatment');
    await page.getByRole('heading', { name: 'Treatment', exact: true }).waitFor();
    await keep(page, 'docs-schema');
  });

  it('asks nobody but the gateway, and runs nothing', async () => {
    await open('light', 1280);
    const strangers = asked.filter((url) => !url.startsWith(listening.url) && !url.startsWith('data:'));
    expect(strangers).to.deep.equal([]);
    expect(asked.length, 'page and style').to.be.greaterThan(1);
    expect(await page.locator('script, style, [style], [onclick]').count()).to.equal(0);
    expect(said).to.deep.equal([]);
  });

  for (const [scheme, width] of [
    ['light', 375],
    ['dark', 375],
    ['dark', 1280],
    ['light', 1920],
  ] as const)
    it(`has nothing for axe to find, ${scheme}, ${width} px wide, and does not scroll sideways`, async () => {
      await open(scheme, width);
      expect(await axeFindings(page)).to.deep.equal([]);
      const wide = await page.evaluate('document.documentElement.scrollWidth');
      expect(wide).to.be.at.most(width);
      await keep(page, `docs-${scheme}-${width}`);
    });
});
