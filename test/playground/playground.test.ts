import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../browser.ts';
import { type Product, startProduct } from '../product.ts';

describe('the playground in a browser', () => {
  let product: Product;
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  let page: Page;
  const requested: string[] = [];
  const violations: string[] = [];

  beforeAll(async () => {
    product = await startProduct();
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.on('request', (request) => requested.push(request.url()));
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
    await page.getByLabel('Token').fill('12345678-1234-1234-1234-1234567890ab');
    const refusal = page.getByRole('status').filter({ hasText: /refused/ });
    await refusal.waitFor();
    expect(await refusal.textContent()).toContain('mistyped, expired or revoked');
  });

  it('answers the first example with the real numbers once the token is right', async () => {
    await page.getByLabel('Token').fill(product.adminToken);
    await page.getByRole('status').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: /Execute query/i }).click();
    const bytes = page.getByText('2244176947').first();
    await bytes.waitFor();
    expect(await bytes.isVisible()).toBe(true);
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

  it('asks nobody but its own server, and nothing that its content security policy forbids', () => {
    expect(requested.filter((url) => !url.startsWith(product.url) && !url.startsWith('data:') && !url.startsWith('blob:'))).toEqual([]);
    expect(violations).toEqual([]);
  });
});
