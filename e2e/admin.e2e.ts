import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { startTestSmtp, type TestSmtp } from '../backend/test/harness/smtp.js';
import { RunningApp } from '../backend/test/stack/running-app.js';
import { openPage, signIn, startBrowser } from './page.js';

const PERSON = { email: 'lena@example.com', username: 'lena', password: 'quiet lantern over water' };
const NEXT_PASSWORD = 'another lantern over water';

/** The people and keys of a tenant, as an admin and an invited person use them. */
describe('people and keys, in the page', () => {
  let app: RunningApp;
  let browser: Browser;
  let smtp: TestSmtp;
  const all: string[][] = [];

  const open = async (options?: Parameters<typeof openPage>[1] & BrowserContextOptions): Promise<Page> => {
    const { page, complaints } = await openPage(browser, options);
    all.push(complaints);
    return page;
  };
  const asAdmin = async (path: string): Promise<Page> => {
    const page = await open();
    await signIn(page, app);
    await page.goto(`${app.url}${path}`);
    return page;
  };
  const rows = (page: Page) => page.getByRole('grid', { name: /Logs/ });
  const panel = (page: Page) => page.getByRole('complementary');
  /** Asks and confirms, both in place. */
  const confirm = async (page: Page, label: string, verb = label) => {
    await panel(page).getByRole('button', { name: label, exact: true }).click();
    await panel(page).getByRole('group', { name: label }).getByRole('button', { name: verb, exact: true }).click();
  };

  beforeAll(async () => {
    smtp = await startTestSmtp();
    [app, browser] = await Promise.all([RunningApp.start({ SMTP_URL: smtp.url, REGISTRATION: 'invitation' }), startBrowser()]);
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await app.dispose();
    await smtp.stop();
  });

  it('invites a person, who registers with the link, enters the code of the mail, and is in', async () => {
    const admin = await asAdmin('/admin/people/');
    await admin.getByRole('button', { name: 'Invite', exact: true }).click();
    await panel(admin).getByLabel('E-mail').fill(PERSON.email);
    await panel(admin).getByLabel('May see only').fill('source:allowed-*');
    await panel(admin).getByRole('button', { name: 'Make the invitation' }).click();
    const link = await panel(admin).getByLabel('Link', { exact: true }).textContent();
    if (!link) throw new Error('there is no link');
    await smtp.next(PERSON.email);
    await admin.getByRole('button', { name: 'Done' }).click();
    await admin.getByRole('table', { name: 'Invitations' }).getByText(PERSON.email).waitFor();
    await admin.context().close();

    const page = await open();
    const { pathname, search } = new URL(link);
    await page.goto(`${app.url}${pathname}${search}`);
    await page.getByLabel('User name').fill(PERSON.username);
    await page.getByLabel('Password', { exact: true }).fill(PERSON.password);
    await page.getByRole('button', { name: 'Register' }).click();
    await page.getByLabel('One-time code').fill(await smtp.nextCode(PERSON.email));
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(/\/explore\//);
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Explore' }).waitFor();
    expect(await page.getByRole('link', { name: 'Admin' }).count()).toBe(0);
    await page.goto(`${app.url}/admin/people/`);
    await page.getByText('These pages are for the admins').waitFor();
    await page.context().close();
  });

  it('signs in with the user name, sees this device, and sets a new password by the code of a mail', async () => {
    const page = await open();
    await page.goto(`${app.url}/login/?next=%2Fprofile%2F`);
    await page.getByLabel('E-mail or user name').fill(PERSON.username);
    await page.getByLabel('Password', { exact: true }).fill(PERSON.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/\/profile\//);
    await page.getByText('this device').waitFor();
    await page.getByText('source:allowed-*').waitFor();

    const other = await open();
    await other.goto(`${app.url}/login/`);
    await other.getByRole('link', { name: 'Forgotten?' }).click();
    await other.getByLabel('E-mail', { exact: true }).fill(PERSON.email);
    await other.getByRole('button', { name: 'Send a code' }).click();
    await other.getByLabel('One-time code').fill(await smtp.nextCode(PERSON.email));
    await other.getByLabel('New password', { exact: true }).fill(NEXT_PASSWORD);
    await other.getByRole('button', { name: 'Set the password' }).click();
    await other.getByRole('link', { name: 'Sign in' }).click();
    await other.getByLabel('E-mail or user name').fill(PERSON.email);
    await other.getByLabel('Password', { exact: true }).fill(NEXT_PASSWORD);
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.waitForURL(/\/explore\//);
    await other.context().close();

    await page.reload();
    await page.waitForURL(/\/login\//); // the session from before the new password is over
    await page.context().close();
  });

  it('makes a key, sends a log with it, sees it with the fixed source, and revokes it', async () => {
    const page = await asAdmin('/admin/keys/');
    await page.getByRole('button', { name: 'New key' }).first().click();
    await panel(page).getByLabel('Name').fill('shop, production');
    await panel(page).getByLabel('Fixed source').fill('shop-by-key');
    await panel(page).getByRole('button', { name: 'Create the key' }).click();
    const key = await panel(page).getByLabel('Key', { exact: true }).textContent();
    expect(key).toMatch(/^lsk_/);
    expect(await panel(page).getByLabel('Command', { exact: true }).textContent()).toContain(key);
    const send = (message: string) => app.ingest(JSON.stringify([{ source: 'a lie', message }]), { authorization: `Bearer ${key}` });
    expect((await send('sent with a new key')).ok).toBe(true);
    await panel(page).getByRole('button', { name: 'I have stored it' }).click();

    await page.goto(`${app.url}/explore/?source=shop-by-key`);
    await rows(page).getByText('sent with a new key').waitFor();

    await page.goto(`${app.url}/admin/keys/?query=shop`);
    await page.getByRole('button', { name: /shop, production/ }).click();
    await confirm(page, 'Revoke');
    await panel(page).getByText('Revoked').first().waitFor();
    await app.until('the key is refused', async () => (await send('too late')).status === 401);
    await page.context().close();
  });

  it('shows in the audit who did what, and keeps the filters in the address', async () => {
    const page = await asAdmin('/admin/audit/?query=api-key');
    const table = page.getByRole('table', { name: 'Audit' });
    await table.getByRole('row').nth(2).waitFor();
    expect(await table.getByText('auth.sign-in').count()).toBe(0);
    await table.getByRole('button').first().click();
    await panel(page).getByText('Request id').waitFor();
    await page.reload();
    await panel(page).getByText('Request id').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('button', { name: /NDJSON/ }).click();
    expect((await download).suggestedFilename()).toMatch(/^audit-.*\.ndjson$/);
    await page.context().close();
  });

  it('limits, signs out, disables and deletes a person, each after a question in its place', async () => {
    const theirs = await open();
    await theirs.goto(`${app.url}/login/`);
    await theirs.getByLabel('E-mail or user name').fill(PERSON.username);
    await theirs.getByLabel('Password', { exact: true }).fill(NEXT_PASSWORD);
    await theirs.getByRole('button', { name: 'Sign in' }).click();
    await theirs.waitForURL(/\/explore\//);

    const page = await asAdmin(`/admin/people/?query=${PERSON.username}`);
    await page.getByRole('button', { name: new RegExp(PERSON.email) }).click();
    await panel(page).getByLabel('May see only').fill('');
    await panel(page).getByRole('button', { name: 'Save' }).click();
    await page.getByRole('table', { name: 'People' }).getByText('all logs').waitFor();
    await confirm(page, 'Disable');
    await panel(page).getByText('Disabled').waitFor();
    await theirs.reload();
    await theirs.waitForURL(/\/login\//);
    await theirs.context().close();
    await confirm(page, 'Delete');
    await page.getByText(`Nobody matches “${PERSON.username}”`).waitFor();
    await page.context().close();
  });

  it('says what is counted, and that mails went out, without their content', async () => {
    const page = await asAdmin('/admin/limits/');
    await page.getByRole('table', { name: 'Limits' }).getByText('an hour').first().waitFor();
    await page.goto(`${app.url}/admin/mail/`);
    await page.getByRole('table', { name: 'Mail' }).getByText('Sent', { exact: true }).first().waitFor();
    expect(await page.getByRole('table', { name: 'Mail' }).innerText()).not.toMatch(/\b\d{6}\b/);
    await page.context().close();
  });

  it('complained of nothing in all this', () => {
    expect(all.flat()).toEqual([]);
  });
});
