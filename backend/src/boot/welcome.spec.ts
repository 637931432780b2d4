import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readSettings } from '../platform/config/settings.js';
import { addressOf, localAddress, welcomeLines } from './welcome.js';

describe('the welcome', () => {
  it('gives an address that works on this machine', () => {
    expect(localAddress('0.0.0.0', 3000)).toBe('http://127.0.0.1:3000');
    expect(localAddress('fd00::1', 3000)).toBe('http://[fd00::1]:3000');
    expect(addressOf(readSettings({}, '/'), 3000)).toBe('http://localhost:3000');
    expect(addressOf(readSettings({ PUBLIC_URL: 'https://logs.example/' }, '/'), 3000)).toBe('https://logs.example');
  });

  it('shows a command that can be pasted, also where the path has spaces', () => {
    const dir = mkdtempSync(path.join(os.tmpdir(), 'log stream-'));
    writeFileSync(path.join(dir, 'ingest-token'), 'x');
    const text = welcomeLines(readSettings({ DATA_DIR: dir }, '/'), { url: 'http://x', seconds: 1, typedIn: '/elsewhere' }).join('\n');
    expect(text).toContain(`$(cat '${dir}/ingest-token')`);
    expect(text).not.toContain('Password');
    rmSync(dir, { recursive: true });
  });

  it('shows a password that was made, once, and never one that was given', () => {
    const facts = { url: 'http://x', seconds: 1, typedIn: '/', admin: { email: 'a@b.c', password: 'geheimgeheim' } };
    expect(welcomeLines(readSettings({}, '/'), facts).join('\n')).toContain('geheimgeheim');
    expect(welcomeLines(readSettings({ ADMIN_PASSWORD: 'geheimgeheim' }, '/'), facts).join('\n')).not.toContain('geheimgeheim');
  });
});
