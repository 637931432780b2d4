import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { errorCode } from '../lib/error-code.ts';
import type { Intent, Progress } from './shipper.ts';

/** What is known about a followed file: which file it is, and how far it is acknowledged. */
export interface FilePosition extends Progress {
  device: number;
  inode: number;
  /** SHA-256 of the first `headBytes` bytes, to tell a file that was truncated and grew again. */
  head: string;
  headBytes: number;
  /** A batch that was sent and not yet acknowledged. */
  intent?: Intent | undefined;
}

/** Default place of the positions of one followed path. */
export function defaultStateFile(file: string, env: Readonly<Record<string, string | undefined>>): string {
  const base = env['XDG_STATE_HOME'] || path.join(os.homedir(), '.local', 'state');
  const name = `${path.basename(file).replace(/[^\w.-]/g, '_')}-${createHash('sha256').update(path.resolve(file)).digest('hex').slice(0, 12)}.json`;
  return path.join(base, 'logstream', 'send', name);
}

/** Positions of followed files in one JSON file. A write is whole or not at all (new file, flush to disk, rename). */
export class PositionFile {
  private readonly file: string;
  private readonly positions: Map<string, FilePosition>;
  private writing: Promise<void> = Promise.resolve();

  private constructor(file: string, positions: Map<string, FilePosition>) {
    this.file = file;
    this.positions = positions;
  }

  /** @throws Error that says which file to remove when it holds something else */
  static async load(file: string): Promise<PositionFile> {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return new PositionFile(file, new Map());
      throw error;
    }
    return new PositionFile(file, readPositions(text, file));
  }

  get(name: string): FilePosition | undefined {
    return this.positions.get(name);
  }

  /** Writes the position of a file; durable when it returns. */
  async set(name: string, position: FilePosition): Promise<void> {
    this.positions.set(name, position);
    // One write at a time: several followed files may share this file.
    this.writing = this.writing.catch(() => undefined).then(() => this.write());
    await this.writing;
  }

  private async write(): Promise<void> {
    await mkdir(path.dirname(this.file), { recursive: true });
    const next = `${this.file}.new`;
    const handle = await open(next, 'w', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify({ version: 1, files: Object.fromEntries(this.positions) }, null, 1)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(next, this.file);
  }
}

function readPositions(text: string, file: string): Map<string, FilePosition> {
  const bad = new Error(`${file} holds no positions of send: remove it to start from the beginning, or give another --state.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw bad;
  }
  if (!isRecord(value) || value['version'] !== 1 || !isRecord(value['files'])) throw bad;
  const positions = new Map<string, FilePosition>();
  for (const [name, one] of Object.entries(value['files'])) {
    if (!isRecord(one)) throw bad;
    const { offset, lines, device, inode, head, headBytes, intent } = one;
    if (typeof offset !== 'number' || typeof lines !== 'number' || typeof device !== 'number') throw bad;
    if (typeof inode !== 'number' || typeof head !== 'string' || typeof headBytes !== 'number') throw bad;
    const open =
      isRecord(intent) && typeof intent['end'] === 'number' && typeof intent['nowMs'] === 'number' ? { end: intent['end'], nowMs: intent['nowMs'] } : undefined;
    positions.set(name, { offset, lines, device, inode, head, headBytes, intent: open });
  }
  return positions;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
