import { chromium, type Browser, type Page } from 'playwright-core';
import { ADMIN, type RunningApp } from '../backend/test/stack/running-app.js';

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Starts the machine's Chromium. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium', args: ARGS });
}

export interface OpenPage {
  page: Page;
  /** What the page complained of: uncaught errors, blocked by the content policy, error lines of the console. */
  complaints: string[];
}

/** Opens a page of its own (no cookies of others) and listens to its complaints. */
export async function openPage(browser: Browser, options: { width?: number; height?: number; colorScheme?: 'light' | 'dark' } = {}): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    colorScheme: options.colorScheme ?? 'light',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // The browser itself logs each answer of 4xx and each connection that a killed server broke.
    if (message.type() === 'error' && !/Failed to load resource|WebSocket connection|ERR_CONNECTION/.test(message.text())) complaints.push(message.text());
  });
  return { page, complaints };
}

/** Signs the admin in through the form, and waits for the live page. */
export async function signIn(page: Page, app: RunningApp): Promise<void> {
  await page.goto(`${app.url}/login/`);
  await page.getByLabel('E-mail').fill(ADMIN.email);
  await page.getByLabel('Password', { exact: true }).fill(ADMIN.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/explore\//);
}
