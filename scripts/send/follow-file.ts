import { createHash } from 'node:crypto';
import { open, readdir, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from '../lib/error-code.ts';
import type { FilePosition, PositionFile } from './positions.ts';
import type { Shipper, ShipperOptions } from './shipper.ts';

export interface FollowOptions {
  /** Absolute path. */
  file: string;
  positions: PositionFile;
  /** Makes the shipper of one file behind the path; rotation brings another. */
  shipper: (input: Required<Pick<ShipperOptions, 'streamId' | 'start' | 'onSending' | 'onAcknowledged'>>) => Shipper;
  /** Ends the following; what was read is still sent. */
  signal: AbortSignal;
  /** Tells a person what happened to the file. */
  note: (text: string) => void;
  /** Leave out what a file without a position holds already. */
  fromEnd?: boolean;
  pollMs?: number;
}

const HEAD_BYTES_MAX = 1024;
const CHUNK_BYTES = 64 * 1024;
const QUIET_MS = 300;

/** A file that is open, and where reading stands. */
interface OpenFile {
  handle: FileHandle;
  position: FilePosition;
  readOffset: number;
  shipper: Shipper;
}

/**
 * Ships a file and everything that is appended to it, until the signal. The position is written after each acknowledgement, so
 * another run goes on exactly there. A file that was renamed is read to its end before the new one is begun; a file that was
 * truncated is read from its start.
 */
export async function followFile(options: FollowOptions): Promise<void> {
  const old = await openRotated(options);
  if (old) await readRotated(old, options);
  let known = old ? undefined : options.positions.get(options.file);
  let fromEnd = options.fromEnd === true && known === undefined && !old;
  while (!options.signal.aborted) {
    const current = await openCurrent(options, known, fromEnd);
    if (!current) {
      if (known === undefined && !old) options.note(`${options.file} is not there yet: waiting for it`);
      await waitForFile(options);
      fromEnd = false;
      continue;
    }
    try {
      await readUntilReplaced(current, options);
    } finally {
      await current.handle.close();
    }
    known = undefined;
    fromEnd = false;
  }
}

/** The file of the known position under another name in the same folder: it was renamed while nobody was looking. */
async function openRotated(options: FollowOptions): Promise<OpenFile | undefined> {
  const known = options.positions.get(options.file);
  if (!known) return undefined;
  const now = await stat(options.file).catch(() => undefined);
  if (now?.ino === known.inode && now.dev === known.device) return undefined;
  const folder = path.dirname(options.file);
  for (const name of await readdir(folder).catch(() => [])) {
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile() || found.ino !== known.inode || found.dev !== known.device) continue;
    const handle = await open(file, 'r');
    if (await sameHead(handle, known)) return begin(handle, known, options);
    await handle.close();
  }
  options.note(`${options.file} was replaced while send was away, and the file before it is gone: lines behind byte ${known.offset} of it could not be read`);
  return undefined;
}

async function readRotated(old: OpenFile, options: FollowOptions): Promise<void> {
  try {
    await readToEnd(old, options.signal);
    await old.shipper.finish();
  } finally {
    await old.handle.close();
  }
}

async function openCurrent(options: FollowOptions, known: FilePosition | undefined, fromEnd: boolean): Promise<OpenFile | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(options.file, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  const { dev: device, ino: inode, size } = await handle.stat();
  const same = known !== undefined && known.inode === inode && known.device === device && size >= known.offset && (await sameHead(handle, known));
  if (known && !same && known.inode === inode) options.note(`${options.file} was truncated: reading it from its start`);
  const fresh = { device, inode, offset: fromEnd ? size : 0, lines: 0, head: '', headBytes: 0 };
  if (fromEnd && !same) {
    // Written at once, so that another run does not leave out what comes from now on.
    await options.positions.set(options.file, { ...fresh, ...(await headOf(handle, size)) });
    options.note(`${options.file} is followed from byte ${size}`);
  }
  return begin(handle, same ? known : fresh, options);
}

async function begin(handle: FileHandle, position: FilePosition, options: FollowOptions): Promise<OpenFile> {
  const file: OpenFile = { handle, position, readOffset: position.offset, shipper: makeShipper() };
  function makeShipper(): Shipper {
    return options.shipper({
      streamId: `${position.device}:${position.inode}`,
      start: { offset: position.offset, lines: position.lines },
      onSending: async (intent) => {
        file.position = { ...file.position, ...(await headOf(handle, intent.end)), intent };
        await options.positions.set(options.file, file.position);
      },
      onAcknowledged: async (progress) => {
        file.position = { ...file.position, ...progress, intent: undefined };
        await options.positions.set(options.file, file.position);
      },
    });
  }
  const { intent } = position;
  if (intent) {
    // That batch may be stored already. The same bytes make the same batch and key, and the server stores it once.
    const bytes = await readExactly(handle, position.offset, intent.end - position.offset);
    await file.shipper.repeat(bytes, intent.nowMs);
    file.readOffset = position.offset + bytes.length;
  }
  return file;
}

/** Reads on until the path names another file, or this one was truncated, or the signal. */
async function readUntilReplaced(file: OpenFile, options: FollowOptions): Promise<void> {
  let quietSince = Date.now();
  for (;;) {
    const grown = await readToEnd(file, options.signal);
    if (grown > 0) quietSince = Date.now();
    if (options.signal.aborted) return file.shipper.flush();
    const fate = await fateOf(file, options.file);
    if (fate !== 'same') {
      // Its writer may have added lines between the last read and the rename.
      if (fate === 'replaced') await readToEnd(file, options.signal);
      await file.shipper.finish();
      if (fate === 'replaced' || options.signal.aborted) return;
      options.note(`${options.file} was truncated: reading it from its start`);
      return;
    }
    if (file.shipper.waiting && Date.now() - quietSince >= QUIET_MS) await file.shipper.flush();
    await pause(options.pollMs ?? 200, options.signal);
  }
}

async function fateOf(file: OpenFile, name: string): Promise<'same' | 'replaced' | 'truncated'> {
  const now = await stat(name).catch(() => undefined);
  // A moment without a file is the middle of a rotation: go on with the old one until the new one is there.
  if (!now) return 'same';
  if (now.ino !== file.position.inode || now.dev !== file.position.device) return 'replaced';
  if (now.size < file.readOffset) return 'truncated';
  return (await sameHead(file.handle, file.position)) ? 'same' : 'truncated';
}

async function readToEnd(file: OpenFile, signal: AbortSignal): Promise<number> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let total = 0;
  while (!signal.aborted) {
    // Before reading on: a file that was truncated and has grown beyond the old place would give the middle of a line.
    if (total === 0 && !(await sameHead(file.handle, file.position))) break;
    const { bytesRead } = await file.handle.read(buffer, 0, CHUNK_BYTES, file.readOffset);
    if (bytesRead === 0) break;
    file.readOffset += bytesRead;
    total += bytesRead;
    await file.shipper.take(buffer.subarray(0, bytesRead));
  }
  return total;
}

async function headOf(handle: FileHandle, offset: number): Promise<{ head: string; headBytes: number }> {
  const bytes = await readExactly(handle, 0, Math.min(offset, HEAD_BYTES_MAX));
  return { head: createHash('sha256').update(bytes).digest('hex'), headBytes: bytes.length };
}

async function sameHead(handle: FileHandle, position: FilePosition): Promise<boolean> {
  if (position.headBytes === 0) return true;
  const now = await headOf(handle, position.headBytes);
  return now.headBytes === position.headBytes && now.head === position.head;
}

async function readExactly(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

async function waitForFile(options: FollowOptions): Promise<void> {
  while (!options.signal.aborted) {
    if (await stat(options.file).catch(() => undefined)) return;
    await pause(options.pollMs ?? 200, options.signal);
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
