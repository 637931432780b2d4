import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { silentLog } from '../../telemetry/logger.js';
import { startServer, type ServerProcess } from './server-process.js';

/** Says that it is ready, and ends when it is told to. */
const STAND_IN = `#!${process.execPath}
process.on('SIGINT', () => process.exit(0));
setInterval(() => {}, 1e6);
console.error('LOG:  database system is ready to accept connections');
`;

describe('one life of the server', () => {
  let dir: string;
  let server: ServerProcess | undefined;

  beforeEach(() => {
    dir = mkdtempSync(path.join(os.tmpdir(), 'logstream-server-'));
    writeFileSync(path.join(dir, 'postgres'), STAND_IN);
    chmodSync(path.join(dir, 'postgres'), 0o755);
    jest.useFakeTimers();
  });
  afterEach(async () => {
    jest.useRealTimers();
    await server?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  it('is not held to the time that a start may take once it is ready', async () => {
    server = await startServer({ binDir: dir, dir, port: 1, user: undefined, durable: true, log: silentLog });
    expect(jest.getTimerCount()).toBe(0);
  });
});
