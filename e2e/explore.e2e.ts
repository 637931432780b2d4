import type { Browser, Page } from 'playwright-core';
import { ADMIN, RunningApp } from '../backend/test/stack/running-app.js';
import { openPage, signIn, startBrowser } from './page.js';

describe('the page', () => {
  let app: RunningApp;
  let browser: Browser;
  const all: string[][] = [];

  const open = async (options?: Parameters<typeof openPage>[1]): Promise<Page> => {
    const { page, complaints } = await openPage(browser, options);
    all.push(complaints);
    return page;
  };
  const send = (...records: object[]) => app.ingest(JSON.stringify(records));
  const state = (page: Page) => page.getByRole('group', { name: 'State of the list' });
  const rows = (page: Page) => page.getByRole('grid', { name: /Logs/ });

  beforeAll(async () => {
    [app, browser] = await Promise.all([RunningApp.start(), startBrowser()]);
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await app.dispose();
  });

  it('asks for a sign-in, refuses a wrong one, and goes on to where one was', async () => {
    const page = await open();
    await page.goto(`${app.url}/explore/?q=hello`);
    await page.waitForURL(/\/login\//);
    await page.getByLabel('E-mail').fill(ADMIN.email);
    await page.getByLabel('Password', { exact: true }).fill('wrong password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').filter({ hasText: /./ }).first().waitFor();
    await page.getByLabel('Password', { exact: true }).fill(ADMIN.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/\/explore\/\?.*q=hello/);
    await page.context().close();
  });

  it('says how to send the first log, shows it live, and its details with all fields', async () => {
    const page = await open();
    await signIn(page, app);
    await page.getByText('curl').first().waitFor();
    await state(page).getByText('Live', { exact: true }).waitFor();
    await send({
      source: 'first-source',
      severity: 'fatal',
      message: 'the very first log',
      host: 'host-7',
      traceId: 'abc123',
      metadata: { orderId: 'A-1', attempts: 3 },
    });
    await rows(page).getByText('the very first log').waitFor();
    await page.getByRole('group', { name: 'Severity' }).getByText('FATAL').waitFor();
    await rows(page).getByText('the very first log').click();
    const drawer = page.getByLabel('Log details');
    for (const text of ['first-source', 'host-7', 'abc123', 'orderId', 'A-1', 'attempts']) await drawer.getByText(text, { exact: true }).first().waitFor();
    await drawer.getByRole('tab', { name: 'JSON' }).click();
    await drawer.getByText('"attempts"').first().waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
    await page.context().close();
  });

  it('keeps words, severity and source in the address, through a reload, and resets them in one click', async () => {
    await send(
      { source: 'pay', severity: 'error', message: 'charge failed timeout' },
      { source: 'pay', severity: 'info', message: 'charge fine' },
      { source: 'auth', severity: 'error', message: 'login timeout' },
    );
    const page = await open();
    await signIn(page, app);
    await rows(page).getByText('charge fine').waitFor();
    await page.getByLabel('Search the messages').fill('timeout');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=timeout/);
    await page.getByRole('group', { name: 'Severity' }).getByText('ERROR').click();
    await page.waitForURL(/severity=error/);
    await page.getByRole('group', { name: 'Source' }).getByText('pay', { exact: true }).click();
    await page.waitForURL(/source=pay/);
    await rows(page).getByText('charge failed timeout').waitFor();
    await rows(page).getByText('login timeout').waitFor({ state: 'detached' });
    await page.reload();
    await rows(page).getByText('charge failed timeout').waitFor();
    await rows(page).getByText('login timeout').waitFor({ state: 'detached' });
    await rows(page).getByText('charge fine').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Reset all' }).click();
    await rows(page).getByText('login timeout').waitFor();
    expect(page.url()).not.toMatch(/q=|severity=|source=/);
    await page.context().close();
  });

  it('stands still while paused, counts what is newer, and goes on with Space', async () => {
    const page = await open();
    await signIn(page, app);
    await state(page).getByText('Live', { exact: true }).waitFor();
    await rows(page).getByText('login timeout').waitFor();
    await page.keyboard.press('Space');
    await state(page).getByText('Paused', { exact: true }).waitFor();
    await send({ source: 'pause', message: 'came while paused 1' }, { source: 'pause', message: 'came while paused 2' });
    await page.getByText('2 newer').waitFor();
    expect(await rows(page).getByText('came while paused').count()).toBe(0);
    await page.keyboard.press('Space');
    await rows(page).getByText('came while paused 2').waitFor();
    await page.context().close();
  });

  it('shows the theme that was chosen after a reload', async () => {
    const page = await open({ colorScheme: 'light' });
    await signIn(page, app);
    await page
      .getByRole('button', { name: /theme|dark/i })
      .first()
      .click();
    const theme = () => page.evaluate(() => document.documentElement.dataset['theme']);
    const chosen = await theme();
    expect(chosen).toBe('dark');
    await page.reload();
    await state(page).waitFor();
    expect(await theme()).toBe(chosen);
    await page.context().close();
  });

  it('fits a phone: list, filters in a sheet, details in a sheet', async () => {
    const page = await open({ width: 390, height: 844 });
    await signIn(page, app);
    await rows(page).getByText('login timeout').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.getByRole('button', { name: 'Filter by severity and source' }).click();
    await page.getByRole('group', { name: 'Severity' }).getByText('ERROR').click();
    await page.waitForURL(/severity=error/);
    await page.keyboard.press('Escape');
    await rows(page).getByText('login timeout').click();
    await page.getByText('traceId').or(page.getByText('observedAt')).first().waitFor();
    await page.context().close();
  });

  it('says since when it is not live when the app is killed, and shows what came meanwhile, once', async () => {
    const port = new URL(app.url).port;
    const page = await open();
    await signIn(page, app);
    await state(page).getByText('Live', { exact: true }).waitFor();
    await app.end('SIGKILL');
    await state(page)
      .getByText(/Not live since \d\d:\d\d:\d\d/)
      .waitFor();
    await app.boot({ PORT: port });
    await send({ source: 'gap', message: 'sent before the page was back' });
    await state(page).getByText('Live', { exact: true }).waitFor({ timeout: 40_000 });
    await rows(page).getByText('sent before the page was back').waitFor();
    expect(await rows(page).getByText('sent before the page was back').count()).toBe(1);
    await send({ source: 'gap', message: 'live again' });
    await rows(page).getByText('live again').waitFor();
    await page.context().close();
  });

  it('does not disturb a selection while rows arrive', async () => {
    const page = await open();
    await signIn(page, app);
    await state(page).getByText('Live', { exact: true }).waitFor();
    const row = rows(page).getByText('charge failed timeout');
    const box = await row.boundingBox();
    if (!box) throw new Error('the row has no place');
    await page.mouse.move(box.x + 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + 80, box.y + box.height / 2, { steps: 4 });
    const selected = () => page.evaluate(() => document.getSelection()?.toString());
    const before = await selected();
    expect(before).toMatch(/^\w+/);
    await page.mouse.up();
    await send({ source: 'selection', message: 'came while text was selected' });
    await page.getByText('1 newer').waitFor();
    expect(await selected()).toBe(before);
    await page.getByLabel('Log details').waitFor({ state: 'hidden' });
    await page.keyboard.press('g');
    await rows(page).getByText('came while text was selected').waitFor();
    await page.context().close();
  });

  it('keeps the last good result while searches fail, and comes back by itself', async () => {
    const page = await open();
    await signIn(page, app);
    await rows(page).getByText('login timeout').waitFor();
    const away = { error: { code: 'unavailable', message: 'The log store does not answer.', requestId: 'r-1' } };
    await page.route('**/api/v1/logs/search**', (route) => route.fulfill({ status: 503, json: away }));
    await page.getByLabel('Search the messages').fill('charge');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('The log store does not answer.').waitFor();
    await state(page).getByText('Showing the last good result').waitFor();
    await rows(page).getByText('login timeout').waitFor();
    expect(await state(page).getByText('Live', { exact: true }).count()).toBe(0);
    await page.unroute('**/api/v1/logs/search**');
    await state(page).getByText('Live', { exact: true }).waitFor();
    await rows(page).getByText('login timeout').waitFor({ state: 'detached' });
    await rows(page).getByText('charge fine').waitFor();
    await page.context().close();
  });

  it('leads to the sign-in when the session was ended elsewhere, and back to the same view', async () => {
    const page = await open();
    await signIn(page, app);
    await page.goto(`${app.url}/explore/?q=timeout&severity=error`);
    await state(page).getByText('Live', { exact: true }).waitFor();
    await page.evaluate(() => fetch('/api/v1/auth/logout', { method: 'POST' }));
    await page.waitForURL(/\/login\//);
    await page.getByLabel('E-mail').fill(ADMIN.email);
    await page.getByLabel('Password', { exact: true }).fill(ADMIN.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/\/explore\/\?q=timeout&severity=error$/);
    await rows(page).getByText('login timeout').waitFor();
    await page.context().close();
  });

  it('ends the live view of a person who signs out', async () => {
    const page = await open();
    await signIn(page, app);
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByText('Sign out', { exact: true }).click();
    await page.waitForURL(/\/login\//);
    await page.goto(`${app.url}/explore/`);
    await page.waitForURL(/\/login\//);
    await page.context().close();
  });

  it('complained of nothing in all this', () => {
    expect(all.flat()).toEqual([]);
  });
});
