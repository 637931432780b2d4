import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { INGEST_TOKEN, RunningApp } from '../stack/running-app.js';

const ROOT = path.join(__dirname, '../../..');
const DATA = path.join(ROOT, '../shared/data/loghub/gt');

if (!existsSync(DATA)) throw new Error(`The lines of real systems are not there: ${DATA}`);

interface TrueLine {
  id: number;
  line: string;
  content: string;
  level?: string;
}

/** Sends text through the shipper, as a person would with a pipe. */
function sendThroughPipe(app: RunningApp, source: string, text: string): Promise<number | null> {
  const child = spawn(process.execPath, [path.join(ROOT, 'scripts/send.ts'), '--source', source, '--url', app.url, '--token', INGEST_TOKEN], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.stdin.end(text);
  return new Promise((resolve) => child.once('exit', resolve));
}

describe.each(readdirSync(DATA).filter((name) => name.endsWith('.jsonl.gz')))('real lines of %s', (file) => {
  const source = file.replace('.jsonl.gz', '');
  const lines = gunzipSync(readFileSync(path.join(DATA, file)))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TrueLine);
  let app: RunningApp;
  let token: string;

  beforeAll(async () => {
    app = await RunningApp.start();
    token = await app.signIn();
    expect(await sendThroughPipe(app, source, lines.map((l) => l.line).join('\n'))).toBe(0);
  }, 90_000);
  afterAll(() => app.dispose());

  it('finds each of 100 lines again by its words', async () => {
    const missing: string[] = [];
    for (let i = 0; i < lines.length; i += Math.ceil(lines.length / 100)) {
      const content = (lines[i]?.content ?? '').trim();
      // A phrase ends where a word ends.
      const phrase = content.length <= 300 ? content : content.slice(0, 300).replace(/\s*\S*$/, '');
      if (phrase === '') continue;
      const query = new URLSearchParams({ query: `"${phrase.replace(/["\\]/g, '\\$&')}"`, limit: '5' });
      const { logs } = await app.get<{ logs: { message: string }[] }>(`/api/v1/logs/search?${query.toString()}`, token);
      if (!logs.some((log) => log.message.includes(phrase))) missing.push(phrase);
    }
    expect(missing).toEqual([]);
  }, 60_000);

  it('keeps every line', async () => {
    const { stats } = await app.get<{ stats: { total: number } }>('/api/v1/logs/search?count=true&limit=1', token);
    expect(stats.total).toBe(lines.length);
  });
});
