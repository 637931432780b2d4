import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { endedProcess } from '../../../test/harness/ended-process.js';
import { explainFileError, openDataDir, writeSecretFile } from './data-dir.js';
import { processExists, processStartTime } from './process-identity.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'logstream-data-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A process that lives until its input ends. */
function livingProcess() {
  const child = spawn('/bin/sh', ['-c', 'read -r _'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const { pid } = child;
  if (pid === undefined) throw new Error('sh does not run');
  return { pid, end: () => (child.stdin.end(), once(child, 'exit')) };
}

const lockOf = (pid: number, processStart: string) => JSON.stringify({ pid, processStart, url: 'http://127.0.0.1:3000' });

describe('openDataDir', () => {
  it('makes the folder, writes where the app answers, and leaves neither lock nor address behind', () => {
    const data = openDataDir(path.join(dir, 'a/b'));
    data.announce('http://127.0.0.1:4000');
    expect(readFileSync(path.join(data.path, 'address'), 'utf8')).toBe('http://127.0.0.1:4000\n');
    expect(readFileSync(path.join(data.path, 'version'), 'utf8')).toBe('1\n');
    data.release();
    expect(existsSync(path.join(data.path, 'lock'))).toBe(false);
    expect(existsSync(path.join(data.path, 'address'))).toBe(false);
  });

  it('names the process that uses the folder already', async () => {
    const other = livingProcess();
    writeFileSync(path.join(dir, 'lock'), lockOf(other.pid, processStartTime(other.pid) ?? ''));
    expect(() => openDataDir(dir)).toThrow(`LogStream already runs on this data folder (process ${other.pid}, http://127.0.0.1:3000)`);
    expect(existsSync(path.join(dir, 'lock'))).toBe(true);
    await other.end();
    openDataDir(dir).release();
  });

  it('takes a lock over whose process number now belongs to another program', async () => {
    const other = livingProcess();
    writeFileSync(path.join(dir, 'lock'), lockOf(other.pid, '1'));
    openDataDir(dir).release();
    await other.end();
  });

  it('takes a lock over whose process has ended and is only kept in the list of processes', async () => {
    const ended = await endedProcess();
    expect(processExists(ended.pid)).toBe(false);
    writeFileSync(path.join(dir, 'lock'), lockOf(ended.pid, ended.startTime));
    openDataDir(dir).release();
    await ended.forget();
  });

  it('takes a damaged lock over', () => {
    writeFileSync(path.join(dir, 'lock'), '{"pi');
    openDataDir(dir).release();
  });

  it('refuses a folder of a newer version, and gives it free again', () => {
    writeFileSync(path.join(dir, 'version'), '2\n');
    expect(() => openDataDir(dir)).toThrow(/written by a newer LogStream \(layout 2; this one knows 1\)/);
    expect(existsSync(path.join(dir, 'lock'))).toBe(false);
  });

  it('says that the path is a file', () => {
    const file = path.join(dir, 'file');
    writeFileSync(file, '');
    expect(() => openDataDir(file)).toThrow(/is a file; set DATA_DIR to a folder/);
    expect(() => openDataDir(path.join(file, 'below'))).toThrow(/a part of the path is a file/);
  });

  it('says that a folder cannot be made there, and does not try for ever', () => {
    expect(() => openDataDir('/proc/logstream/data')).toThrow(/the system lets nobody make folders there/);
  });
});

describe('explainFileError', () => {
  const failure = (code: string, file: string) => Object.assign(new Error(`${code}: open '${file}'`), { code, path: file });

  it.each([
    ['EACCES', '/d/data/postgres-password', '/d/data/postgres-password belongs to another user. Start LogStream as the user who started it first'],
    ['ENOSPC', '/d/data/secrets/key', 'The data folder /d/data cannot be used: its disk is full'],
  ])('%s', (code, file, sentence) => {
    expect(explainFileError(failure(code, file), '/d/data')?.message).toContain(sentence);
  });

  it('leaves everything else as it is', () => {
    expect(explainFileError(failure('ENOENT', '/d/data/x'), '/d/data')).toBeUndefined();
    expect(explainFileError(failure('EACCES', '/d/data-of-others'), '/d/data')).toBeUndefined();
    expect(explainFileError(new TypeError('x'), '/d/data')).toBeUndefined();
  });
});

it('writes secrets for this user alone', () => {
  const file = path.join(dir, 'secret');
  writeSecretFile(file, 'one');
  writeSecretFile(file, 'two');
  expect(readFileSync(file, 'utf8')).toBe('two');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
