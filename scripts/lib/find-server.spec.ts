import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseDuration } from './duration.ts';
import { findServer, serverFinder, UsageError } from './find-server.ts';

describe('findServer', () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'find-server-'));
  writeFileSync(path.join(root, 'ingest-token'), 'from-file\n');
  const base = { flags: {}, env: { DATA_DIR: root }, root: '/' };

  it('takes flags before the environment before the files of the app', () => {
    expect(findServer(base)).toEqual({ url: 'http://127.0.0.1:3000', token: 'from-file' });
    writeFileSync(path.join(root, 'address'), 'http://0.0.0.0:4100\n');
    expect(findServer(base).url).toBe('http://127.0.0.1:4100');
    expect(findServer({ ...base, env: { ...base.env, PORT: '4200' } }).url).toBe('http://127.0.0.1:4200');
    const env = { ...base.env, PORT: '4200', LOGSTREAM_URL: 'https://logs.example.com/', INGEST_TOKEN: 'from-env' };
    expect(findServer({ ...base, env })).toEqual({ url: 'https://logs.example.com', token: 'from-env' });
    expect(findServer({ ...base, env, flags: { url: 'http://h:1', token: 'x' } })).toEqual({ url: 'http://h:1', token: 'x' });
  });

  it('reads the settings file of the checkout, which the environment overrides', () => {
    const checkout = mkdtempSync(path.join(os.tmpdir(), 'find-server-'));
    writeFileSync(path.join(checkout, '.env'), `# mine\nDATA_DIR="${root}"\nPORT=4400\n`);
    expect(findServer({ flags: {}, env: {}, root: checkout })).toEqual({ url: 'http://127.0.0.1:4400', token: 'from-file' });
    expect(findServer({ flags: {}, env: { PORT: '4500' }, root: checkout }).url).toBe('http://127.0.0.1:4500');
    rmSync(checkout, { recursive: true });
  });

  it('keeps to the last address while the app is restarting', () => {
    const find = serverFinder(base);
    writeFileSync(path.join(root, 'address'), 'http://127.0.0.1:4100\n');
    expect(find().url).toBe('http://127.0.0.1:4100');
    rmSync(path.join(root, 'address'));
    expect(find().url).toBe('http://127.0.0.1:4100');
    writeFileSync(path.join(root, 'address'), 'http://127.0.0.1:4300\n');
    expect(find().url).toBe('http://127.0.0.1:4300');
  });

  it('says what is missing', () => {
    expect(() => findServer({ ...base, env: { DATA_DIR: '/nowhere' } })).toThrow(/\/nowhere\/ingest-token cannot be read\. Start the app first/);
    expect(() => findServer({ ...base, flags: { url: 'localhost:3000' } })).toThrow(UsageError);
  });
});

it('reads durations', () => {
  expect(['0', '90s', '1.5h', '7d'].map((text) => parseDuration(text, '--x'))).toEqual([0, 90_000, 5_400_000, 604_800_000]);
  expect(() => parseDuration('soon', '--history')).toThrow('--history must be a time like');
});
