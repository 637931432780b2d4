import { spawn } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { INGEST_TOKEN, RunningApp } from '../backend/test/stack/running-app.js';
import { openPage, signIn, startBrowser } from './page.js';

const ROOT = path.join(__dirname, '..');
/** The README's picture is taken anew with E2E_SCREENSHOT=1; else the picture is only for those who want to look. */
const FILE = path.join(ROOT, process.env['E2E_SCREENSHOT'] ? 'docs/images/explore.png' : '.build/test-results/explore.png');

it('shows the traffic of the simulator, as in the picture of the README', async () => {
  const [app, browser] = await Promise.all([RunningApp.start(), startBrowser()]);
  const options = ['--url', app.url, '--token', INGEST_TOKEN, '--rate', '60', '--seed', '11', '--scenario', 'payment-outage', '--history', '1h'];
  const simulator = spawn(process.execPath, [path.join(ROOT, 'scripts/simulate-traffic.ts'), ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await new Promise<void>((resolve) => simulator.stdout.on('data', (data: Buffer) => data.toString().includes('The past is filled') && resolve()));
    const { page, complaints } = await openPage(browser);
    await signIn(page, app);
    await page
      .getByRole('group', { name: 'State of the list' })
      .getByText(/[\d.,]+.*s matched/)
      .waitFor();
    await page.getByRole('group', { name: 'Source' }).getByText('edge-nginx').waitFor();
    const newest = () => page.getByRole('grid', { name: /Logs/ }).getByRole('row').nth(1).textContent();
    const before = await newest();
    await page.waitForFunction((text) => document.querySelectorAll('[role=row]')[1]?.textContent !== text, before);
    mkdirSync(path.dirname(FILE), { recursive: true });
    await page.screenshot({ path: FILE });
    expect(statSync(FILE).size).toBeGreaterThan(20_000);
    expect(complaints).toEqual([]);
  } finally {
    simulator.kill('SIGKILL');
    await browser.close();
    await app.dispose();
  }
}, 90_000);
