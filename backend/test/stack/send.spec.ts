import { spawn } from 'node:child_process';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { INGEST_TOKEN, RunningApp } from './running-app.js';

const SEND = path.join(__dirname, '../../../scripts/send.ts');
/** A log that every Debian machine has; elsewhere the sample beside this test stands in. */
const DPKG_LOG = '/var/log/dpkg.log';
const SAMPLE = path.join(__dirname, 'fixtures/dpkg.sample.log');

interface Log {
  message: string;
  timestamp: string;
  severity: string;
  source: string;
}

describe('the shipper', () => {
  let app: RunningApp;
  let token: string;
  const pipe = (file: string, args: string[]): Promise<number | null> => {
    const child = spawn(process.execPath, [SEND, '--url', app.url, '--token', INGEST_TOKEN, ...args], { stdio: ['pipe', 'ignore', 'inherit'] });
    createReadStream(file).pipe(child.stdin);
    return new Promise((resolve) => child.once('exit', resolve));
  };

  beforeAll(async () => {
    app = await RunningApp.start();
    token = await app.signIn();
  }, 90_000);
  afterAll(() => app.dispose());

  it('sends a log of this machine, which is found again by words, time and severity', async () => {
    const file = existsSync(DPKG_LOG) && readFileSync(DPKG_LOG, 'utf8').trim() !== '' ? DPKG_LOG : SAMPLE;
    expect(await pipe(file, ['--source', 'dpkg', '--zone', 'utc'])).toBe(0);
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '');
    const { stats } = await app.get<{ stats: { total: number } }>('/api/v1/logs/search?source=dpkg&count=true&limit=1', token);
    expect(stats.total).toBe(lines.length);

    const line = lines[Math.floor(lines.length / 2)] ?? '';
    const at = Date.parse(`${line.slice(0, 19).replace(' ', 'T')}Z`);
    const words = line.slice(20).trim();
    const query = new URLSearchParams({ query: `"${words}"`, source: 'dpkg', severity: 'info', from: String(at), to: String(at + 1000), limit: '1000' });
    const { logs } = await app.get<{ logs: Log[] }>(`/api/v1/logs/search?${query.toString()}`, token);
    expect(logs.some((log) => log.message.includes(words) && Date.parse(log.timestamp) === at)).toBe(true);
  }, 60_000);
});
