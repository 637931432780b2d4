import http from 'node:http';
import os from 'node:os';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { RunningApp } from '../backend/test/stack/running-app.js';
import { openPage, signIn, startBrowser } from './page.js';

/** What a browser says when a header does not fit, or something was blocked. */
const ABOUT_SECURITY = /content security policy|refused to|cross-origin|opener|untrustworthy|insecure|permissions policy|has been ignored|upgrade/i;

/** An address of this machine that is not loopback: there a browser gives plain http no trust. */
function networkAddress(): string {
  const found = Object.values(os.networkInterfaces())
    .flat()
    .find((address) => address?.family === 'IPv4' && !address.internal);
  if (!found) throw new Error('This machine has no address but loopback: connect it to a network to test the page over one.');
  return found.address;
}

describe('the page over plain http on an address of the network', () => {
  let app: RunningApp;
  let browser: Browser;

  beforeAll(async () => {
    [app, browser] = await Promise.all([RunningApp.start({ HOST: '0.0.0.0' }), startBrowser()]);
    app.url = app.url.replace('127.0.0.1', networkAddress());
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await app.dispose();
  });

  /** A page that writes down each violation of its policy, each error, and whatever the browser says of security. */
  async function watchedPage(): Promise<{ page: Page; problems: string[] }> {
    const { page, complaints: problems } = await openPage(browser);
    page.on('console', (message) => {
      if (ABOUT_SECURITY.test(message.text())) problems.push(message.text());
    });
    await page.exposeFunction('noteViolation', (text: string) => void problems.push(text));
    await page.addInitScript(`addEventListener('securitypolicyviolation', (event) => noteViolation(event.violatedDirective + ' ' + event.blockedURI));`);
    return { page, problems };
  }

  it('signs in, is live, and breaks no rule of its own policy', async () => {
    const { page, problems } = await watchedPage();
    await signIn(page, app);
    await page.getByRole('group', { name: 'State of the list' }).getByText('Live', { exact: true }).waitFor();
    await app.ingest('{"source":"plain","message":"over plain http"}');
    await page.getByRole('grid', { name: /Logs/ }).getByText('over plain http').click();
    await page.getByLabel('Log details').getByText('plain', { exact: true }).first().waitFor();
    await page.reload();
    await page.getByRole('grid', { name: /Logs/ }).getByText('over plain http').waitFor();
    expect(page.url()).toMatch(/^http:\/\/(?!127\.)/);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('shows the description of the interface, which can call it', async () => {
    const { page, problems } = await watchedPage();
    await page.goto(`${app.url}/docs`);
    const health = page.locator('.opblock', { hasText: '/health' }).first();
    await health.click();
    await health.getByRole('button', { name: 'Try it out' }).click();
    await health.getByRole('button', { name: 'Execute' }).click();
    await health.locator('.live-responses-table .response-col_status').getByText('200').first().waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('runs no script that somebody brings in', async () => {
    const { page, problems } = await watchedPage();
    await page.goto(`${app.url}/login/`);
    await page.evaluate(`{
      const script = document.createElement('script');
      script.textContent = 'window.wasRun = true';
      document.body.append(script);
      document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.wasRun = true">');
    }`);
    await page.waitForFunction(`document.querySelector('img[src="data:,"]').complete`);
    expect(await page.evaluate('window.wasRun')).toBeUndefined();
    expect(problems.join('\n')).toMatch(/script-src/);
    await page.context().close();
  });

  it('lets a page of another site neither sign a person out nor take the session', async () => {
    const { page } = await openPage(browser);
    await signIn(page, app);
    const forms = ['refresh', 'logout', 'login'].map(
      (path) =>
        `<form id="${path}" method="post" target="${path}-frame" action="${app.url}/api/v1/auth/${path}"><input name="username" value="x"></form><iframe name="${path}-frame"></iframe>`,
    );
    const calls = `Promise.allSettled(['refresh','logout'].map((path) => fetch('${app.url}/api/v1/auth/' + path, { method: 'POST', mode: 'no-cors', credentials: 'include' })))`;
    const script = `for (const form of document.forms) form.submit(); ${calls}.then(() => { document.title = 'done'; });`;
    const site = http.createServer((_, response) => response.setHeader('content-type', 'text/html').end(`${forms.join('')}<script>${script}</script>`));
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const answers: string[] = [];
    const elsewhere = await page.context().newPage();
    elsewhere.on('response', (response) => {
      if (response.url().startsWith(app.url)) answers.push(`${new URL(response.url()).pathname} ${response.status()}`);
    });
    await elsewhere.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
    await elsewhere.waitForFunction(`document.title === 'done'`);
    await page.reload();
    await page.getByRole('group', { name: 'State of the list' }).getByText('Live', { exact: true }).waitFor();
    for (const answer of answers) expect(answer).toMatch(/ 403$/);
    expect(new Set(answers.map((answer) => answer.split(' ')[0])).size).toBeGreaterThanOrEqual(2);
    await page.context().close();
    await new Promise((resolve) => site.close(resolve));
  });
});
