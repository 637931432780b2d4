import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { errorCode, errorText } from '../errors/error-facts.js';
import { StartError } from '../errors/start-error.js';
import { processStartTime } from './process-identity.js';

/** How files lie in the data folder. Raise it only when an older LogStream could no longer read them. */
const LAYOUT_VERSION = 1;
const FREE_BYTES_MIN = 200 * 1024 * 1024;

interface LockContent {
  pid: number;
  processStart: string;
  url: string;
}

/** The data folder while this process owns it. */
export interface DataDir {
  readonly path: string;
  /**
   * Writes down where the app answers on this machine: in the file `address`, by which the scripts find it, and in the lock,
   * for the message that a second start prints.
   */
  announce(url: string): void;
  /** Gives the folder free. */
  release(): void;
}

/** Bytes that are free for the platform on the disk of a folder. */
export function freeBytes(dir: string): number {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
}

function describeFileError(error: unknown, dir: string): StartError {
  const code = errorCode(error);
  const fixes: Readonly<Record<string, string>> = {
    EACCES: 'this user may not write there; change its owner, or set DATA_DIR to another folder',
    EPERM: 'this user may not write there; change its owner, or set DATA_DIR to another folder',
    EROFS: 'its disk can only be read; set DATA_DIR to another folder',
    ENOSPC: 'its disk is full; make room, or set DATA_DIR to another disk',
    EDQUOT: 'the disk quota of this user is used up; make room, or set DATA_DIR to another disk',
    ENOTDIR: 'a part of the path is a file; set DATA_DIR to a folder',
    ENOENT: 'the system lets nobody make folders there; set DATA_DIR to another folder',
    EEXIST: 'it is a file; set DATA_DIR to a folder',
  };
  return new StartError(`The data folder ${dir} cannot be used: ${fixes[code ?? ''] ?? errorText(error)}.`, { cause: error });
}

/**
 * One sentence for a file in the data folder that could not be read or written at any time of the start: it belongs to somebody
 * else, or the disk has filled meanwhile. Undefined for every other error.
 */
export function explainFileError(error: unknown, dir: string): StartError | undefined {
  const file = typeof error === 'object' && error !== null && 'path' in error ? String(error.path) : undefined;
  if (file === undefined || !(file === dir || file.startsWith(`${dir}${path.sep}`))) return undefined;
  const code = errorCode(error);
  if (code === 'EACCES' || code === 'EPERM') {
    return new StartError(
      `The data folder ${dir} cannot be used: ${file} belongs to another user. Start LogStream as the user who started it first, or give this one everything in the folder: chown -R.`,
      { cause: error },
    );
  }
  return code === 'EROFS' || code === 'ENOSPC' || code === 'EDQUOT' ? describeFileError(error, dir) : undefined;
}

/** Step by step: `recursive` tries for ever where the system says that a folder cannot exist (/proc), and hides why a disk refuses it. */
function makeWithParents(dir: string): void {
  if (existsSync(dir)) return;
  const parent = path.dirname(dir);
  if (parent !== dir) makeWithParents(parent);
  try {
    mkdirSync(dir);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST' || !statSync(dir).isDirectory()) throw error;
  }
}

function makeFolder(dir: string): void {
  try {
    // The embedded PostgreSQL of a root user runs as another user, who must be able to pass through; secrets inside are 0600.
    makeWithParents(dir);
    const probe = path.join(dir, `.probe-${process.pid}`);
    writeFileSync(probe, 'x');
    rmSync(probe);
  } catch (error) {
    throw describeFileError(error, dir);
  }
  const free = freeBytes(dir);
  if (free < FREE_BYTES_MIN) {
    throw new StartError(
      `Only ${Math.floor(free / 1_048_576)} MB are free on the disk of ${dir}; LogStream needs at least 200 MB. Make room, or set DATA_DIR to another disk.`,
    );
  }
}

function checkLayout(dir: string): void {
  const file = path.join(dir, 'version');
  let found: string;
  try {
    found = readFileSync(file, 'utf8').trim();
  } catch {
    writeFileSync(file, `${LAYOUT_VERSION}\n`);
    return;
  }
  const version = Number(found);
  if (!Number.isInteger(version) || version < 1)
    throw new StartError(`The file ${file} is damaged: it should hold the number ${LAYOUT_VERSION}. Restore it from a backup.`);
  if (version > LAYOUT_VERSION) {
    throw new StartError(
      `The data folder ${dir} was written by a newer LogStream (layout ${version}; this one knows ${LAYOUT_VERSION}). Start that version, or set DATA_DIR to another folder.`,
    );
  }
}

function readLock(file: string): LockContent | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof content !== 'object' || content === null || !('pid' in content) || typeof content.pid !== 'number') return undefined;
    const processStart = 'processStart' in content ? String(content.processStart) : '';
    return { pid: content.pid, processStart, url: 'url' in content ? String(content.url) : '' };
  } catch {
    return undefined;
  }
}

function isAlive(lock: LockContent): boolean {
  if (lock.pid === process.pid) return false;
  const start = processStartTime(lock.pid);
  return start !== undefined && (start === '' || lock.processStart === '' || start === lock.processStart);
}

/** Moves a left-over lock away; puts it back when another process was quicker and it is already that one's. */
function removeStale(file: string): void {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
    const moved = readLock(aside);
    if (moved && isAlive(moved)) linkSync(aside, file);
  } catch {
    // Gone already, or taken again: the next attempt sees what is there.
  } finally {
    rmSync(aside, { force: true });
  }
}

function takeLock(dir: string): void {
  const file = path.join(dir, 'lock');
  const own: LockContent = { pid: process.pid, processStart: processStartTime(process.pid) ?? '', url: '' };
  const prepared = `${file}.${process.pid}`;
  writeFileSync(prepared, JSON.stringify(own));
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      try {
        linkSync(prepared, file); // a link appears whole or not at all, and never over another one
        return;
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw describeFileError(error, dir);
      }
      const other = readLock(file);
      if (other && isAlive(other)) {
        throw new StartError(
          `LogStream already runs on this data folder (process ${other.pid}${other.url === '' ? '' : `, ${other.url}`}). Stop it first, or set DATA_DIR to another folder.`,
        );
      }
      removeStale(file);
    }
  } finally {
    rmSync(prepared, { force: true });
  }
  throw new StartError(`The lock of the data folder ${dir} could not be taken because several processes try at once. Start again.`);
}

/**
 * Makes the data folder ready and takes it for this process: it exists, can be written, has room, has a layout that this
 * version knows, and no other process uses it.
 * @param dir absolute
 * @throws StartError with one sentence
 */
export function openDataDir(dir: string): DataDir {
  makeFolder(dir);
  takeLock(dir);
  const file = path.join(dir, 'lock');
  const address = path.join(dir, 'address');
  const release = () => {
    if (readLock(file)?.pid !== process.pid) return;
    rmSync(address, { force: true });
    rmSync(file, { force: true });
  };
  try {
    checkLayout(dir);
  } catch (error) {
    release();
    throw error;
  }
  return {
    path: dir,
    announce: (url) => {
      replaceFile(file, JSON.stringify({ pid: process.pid, processStart: processStartTime(process.pid) ?? '', url }));
      replaceFile(address, `${url}\n`);
    },
    release,
  };
}

function replaceFile(file: string, content: string, mode = 0o644): void {
  const next = `${file}.${process.pid}`;
  rmSync(next, { force: true });
  writeFileSync(next, content, { mode, flag: 'wx' });
  renameSync(next, file);
}

/** Writes a file that only this user may read, whole or not at all. */
export function writeSecretFile(file: string, content: string): void {
  replaceFile(file, content, 0o600);
}
