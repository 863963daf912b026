import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../browser.ts';
import { type Product, startProduct } from '../product.ts';

describe('the playground in a browser', () => {
  let product: Product;
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  let page: Page;
  const requested: string[] = [];
  const permissionsAsked: string[] = [];
  const violations: string[] = [];

  beforeAll(async () => {
    product = await startProduct();
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.on('request', (request) => {
      requested.push(request.url());
      if (request.postData()?.includes('permissionsFor')) permissionsAsked.push(request.postData() ?? '');
    });
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) violations.push(message.text());
    });
    await page.goto(`${product.url}/`);
  });
  afterAll(async () => {
    await browser.close();
    await product[Symbol.asyncDispose]();
  });

  it('is where the root leads, and asks for a token first', async () => {
    expect(page.url()).toBe(`${product.url}/playground/`);
    expect(await page.title()).toContain('Edgegraph');
    await page.getByRole('status').filter({ hasText: /token/i }).waitFor();
  });

  it('says that a wrong token is refused', async () => {
    await page.getByLabel('Token', { exact: true }).fill('12345678-1234-1234-1234-1234567890ab');
    const refusal = page.getByRole('status').filter({ hasText: /refused/ });
    await refusal.waitFor();
    expect(await refusal.textContent()).toContain('mistyped, expired or revoked');
  });

  it('answers the first example with the real numbers once the token is right', async () => {
    await page.getByLabel('Token', { exact: true }).fill(product.adminToken);
    await page.getByRole('status').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: /Execute query/i }).click();
    const bytes = page.getByText('2244176947').first();
    await bytes.waitFor();
    expect(await bytes.isVisible()).toBe(true);
  });

  it('asks what a token may do in one request for all examples, and of no token that is refused', async () => {
    await page.getByText('This operation needs GET on CORE_REPORTS, which your token has.').waitFor();
    expect(permissionsAsked.filter((body) => body.includes('mutation Purge'))).toHaveLength(1);
    expect(permissionsAsked).toHaveLength(2);
    expect(await page.locator('.examples .is-denied').count()).toBe(0);
  });

  it("shows in each field's documentation what the field needs", async () => {
    await page.getByRole('button', { name: /Documentation/i }).first().click();
    await page.getByText('Mutation', { exact: true }).first().click();
    const needs = page.getByText('Needs POST on CUSTOMER_ORIGINS.').first();
    await needs.waitFor();
    expect(await needs.isVisible()).toBe(true);
  });

  it('keeps the token for this tab alone, out of addresses and of what is stored for good', async () => {
    expect(requested.some((url) => url.includes(product.adminToken))).toBe(false);
    const stored = await page.evaluate('JSON.stringify([localStorage, sessionStorage].map((storage) => ({ ...storage })))');
    const [forGood, forTheTab] = JSON.parse(String(stored)) as [object, object]; // as written one line above
    expect(JSON.stringify(forGood)).not.toContain(product.adminToken);
    expect(JSON.stringify(forTheTab)).toContain(product.adminToken);
  });

  it('says whose another token is, and lists what it may do', async () => {
    await page.getByLabel('Token', { exact: true }).fill(await product.token(['GET'], ['CORE_REPORTS']));
    await page.getByRole('button', { name: 'user-1@0001.example.com · GET · 2 modules' }).press('Enter');
    const permissions = page.getByRole('dialog', { name: 'Permissions' });
    await permissions.waitFor();
    expect(await permissions.getByRole('listitem').allTextContents()).toEqual(['REPORTS', 'CORE_REPORTS']);
    await page.keyboard.press('Escape');
    await permissions.waitFor({ state: 'hidden' });
  });

  it('greys the examples that this token may not run whole, and says why', async () => {
    await page.getByRole('button', { name: 'Show Examples' }).click();
    const purge = page.getByRole('button', { name: 'Purge a directory from every edge' });
    const reasonId = await purge.getAttribute('aria-describedby');
    expect(await page.locator(`[id="${reasonId}"]`).textContent()).toContain('Needs PUT on PURGE_LOAD');
    const colour = (title: string) =>
      page.evaluate(`getComputedStyle([...document.querySelectorAll('.examples span')].find((span) => span.textContent === '${title}')).color`);
    expect(await colour('Purge a directory from every edge')).not.toBe(await colour('Traffic by hour'));
  });

  it('opens them all the same, and says of the operation in the editor what the token lacks', async () => {
    await page.getByRole('button', { name: 'Purge a directory from every edge' }).click();
    await page.getByText('This operation needs PUT on PURGE_LOAD; your token lacks PUT and PURGE_LOAD.').waitFor();
    expect(await page.getByRole('tab', { name: 'Purge', selected: true }).isVisible()).toBe(true);
  });

  it('runs a subscription, and shows what it is told', async () => {
    await page.getByRole('button', { name: 'Follow a purge until it is done' }).click();
    await page.getByLabel('Token', { exact: true }).fill(await product.token(['GET'], ['PURGE_LOAD']));
    await page.getByText('This operation needs GET on PURGE_LOAD, which your token has.').waitFor();
    await page.getByRole('button', { name: /Execute query/i }).click();
    // The example's id is a text that asks for one.
    const told = page.getByText('"BAD_USER_INPUT"').first();
    await told.waitFor();
    expect(await told.isVisible()).toBe(true);
  });

  it('says so when it cannot learn what a token may do', async () => {
    await page.route('**/graphql', (route) => (route.request().postData()?.includes('permissionsFor') ? route.abort() : route.continue()));
    await page.getByLabel('Token', { exact: true }).fill(product.adminToken);
    await page.getByText(/^What this token may do could not be read/).waitFor();
    expect(await page.locator('.examples .is-denied').count()).toBe(0);
  });

  it('asks nobody but its own server, and nothing that its content security policy forbids', () => {
    expect(requested.filter((url) => !url.startsWith(product.url) && !url.startsWith('data:') && !url.startsWith('blob:'))).toEqual([]);
    expect(violations).toEqual([]);
  });
});
