import { appendFile, mkdtemp, readFile, rename, truncate, unlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { IngestDouble } from '../lib/ingest-double.ts';
import { BatchPusher } from '../lib/push-batch.ts';
import { followFile } from './follow-file.ts';
import { PositionFile } from './positions.ts';
import { shipStream } from './read-input.ts';
import { Shipper, type ShipperOptions, type Totals } from './shipper.ts';

const DEFAULTS = { source: 'app', sourceGiven: true, host: 'h', environment: undefined };
const numbers = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}`);
const text = (from: number, to: number): string =>
  numbers(from, to)
    .map((line) => `${line}\n`)
    .join('');

describe('following a file', () => {
  let server: IngestDouble;
  let url: string;
  let file: string;
  let state: string;
  let running: { end: () => Promise<void>; kill: () => Promise<void>; notes: string[] }[];

  beforeEach(async () => {
    server = new IngestDouble();
    url = await server.start();
    const folder = await mkdtemp(path.join(os.tmpdir(), 'follow-'));
    file = path.join(folder, 'app.log');
    state = path.join(folder, 'state', 'positions.json');
    running = [];
  });
  afterEach(async () => {
    for (const one of running) await one.kill();
    await server.stop();
  });

  /** Starts what the command starts for one followed file. `kill` leaves without a last send, as a crash does. */
  async function start(options: { fromEnd?: boolean; onNote?: (note: string) => void } = {}) {
    const stop = new AbortController();
    const abandon = new AbortController();
    const notes: string[] = [];
    const totals: Totals = { lines: 0, sent: 0, accepted: 0, rejected: 0 };
    const pusher = new BatchPusher({ server: () => ({ url, token: 't' }), signal: abandon.signal, backoffMs: { first: 1, longest: 5 } });
    const shipper = (input: Pick<ShipperOptions, 'streamId'> & Partial<ShipperOptions>): Shipper =>
      new Shipper({ pusher, defaults: DEFAULTS, zone: 'utc', totals, onRejected: () => undefined, ...input });
    const done = followFile({
      file,
      positions: await PositionFile.load(state),
      shipper,
      signal: stop.signal,
      note: (note) => (notes.push(note), options.onNote?.(note)),
      pollMs: 5,
      fromEnd: options.fromEnd === true,
    });
    const settled = done.then(
      () => undefined,
      () => undefined,
    );
    const one = {
      notes,
      end: async () => {
        stop.abort();
        await done;
        pusher.close();
      },
      kill: async () => {
        abandon.abort();
        stop.abort();
        await settled;
        pusher.close();
      },
    };
    running.push(one);
    return one;
  }

  it('sends what is there and what is appended, and only whole lines', async () => {
    await writeFile(file, `${text(1, 3)}half`);
    await start();
    await server.storedCount(3);
    await appendFile(file, ' and half\n');
    await server.storedCount(4);
    expect(server.stored).toEqual([...numbers(1, 3), 'half and half']);
  });

  it('goes on exactly where the last run was acknowledged', async () => {
    await writeFile(file, text(1, 3000));
    const first = await start();
    await server.storedCount(3000);
    await first.end();
    await appendFile(file, text(3001, 3010));
    await start();
    await server.storedCount(3010);
    expect(server.stored).toEqual(numbers(1, 3010));
  });

  it('stores a batch once whose answer was lost in a crash', async () => {
    await writeFile(file, text(1, 5));
    server.react = () => 'take-and-cut';
    const first = await start();
    await server.storedCount(5);
    await first.kill();
    server.react = () => 'take';
    // More has come in the meantime: the batch must not be made anew with it.
    await appendFile(file, text(6, 8));
    await start();
    await server.storedCount(8);
    expect(server.stored).toEqual(numbers(1, 8));
  });

  it('loses nothing while the server is away and comes back', async () => {
    await writeFile(file, text(1, 10));
    server.react = (_, number) => (number < 4 ? { status: 503 } : number < 6 ? 'cut' : 'take');
    await start();
    await server.storedCount(10);
    expect(server.stored).toEqual(numbers(1, 10));
  });

  it('reads a renamed file to its end, then the new one', async () => {
    await writeFile(file, text(1, 3));
    await start();
    await server.storedCount(3);
    await appendFile(file, text(4, 5));
    await rename(file, `${file}.1`);
    await appendFile(`${file}.1`, 'line 6');
    await writeFile(file, text(7, 9));
    await server.storedCount(9);
    expect(server.stored).toEqual(numbers(1, 9));
  });

  it('finds the renamed file after a restart', async () => {
    await writeFile(file, text(1, 3));
    const first = await start();
    await server.storedCount(3);
    await first.end();
    await appendFile(file, text(4, 6));
    await rename(file, `${file}.1`);
    await writeFile(file, text(7, 8));
    await start();
    await server.storedCount(8);
    expect(server.stored).toEqual(numbers(1, 8));
  });

  it('says when the rest of a file is gone', async () => {
    await writeFile(file, text(1, 3));
    const first = await start();
    await server.storedCount(3);
    await first.end();
    await writeFile(`${file}.new`, text(4, 5));
    await unlink(file);
    await rename(`${file}.new`, file);
    const second = await start();
    await server.storedCount(5);
    expect(server.stored).toEqual(numbers(1, 5));
    expect(second.notes.join()).toContain('was replaced while send was away');
  });

  it.each([
    ['shorter than before', 2],
    ['longer than before', 400],
  ])('reads a truncated file from its start when it is %s', async (_, count) => {
    await writeFile(file, text(1, 100));
    const one = await start();
    await server.storedCount(100);
    await truncate(file);
    await appendFile(file, text(101, 100 + count));
    await server.storedCount(100 + count);
    expect(server.stored).toEqual(numbers(1, 100 + count));
    expect(one.notes.join()).toContain('was truncated');
  });

  it('waits for a file that is not there, and can leave out what is', async () => {
    await start();
    await writeFile(file, text(1, 2));
    await server.storedCount(2);
    await running[0]?.end();
    state = `${state}.other`;
    await new Promise<string>((resolve, reject) => void start({ fromEnd: true, onNote: resolve }).catch(reject));
    await appendFile(file, text(3, 4));
    await server.storedCount(4);
    expect(server.stored).toEqual(numbers(1, 4));
    await running[1]?.end();
    expect(JSON.parse(await readFile(state, 'utf8'))).toMatchObject({ files: { [file]: { offset: 28 } } });
  });

  it('refuses a state file that is something else', async () => {
    await writeFile(file, 'x\n');
    await expect(PositionFile.load(file)).rejects.toThrow(/holds no positions of send/);
  });
});

describe('a pipe', () => {
  it('is read no faster than it is sent, sends when it is quiet, and names the line of a refused record', async () => {
    const waiting: (() => void)[] = [];
    const pushed: string[][] = [];
    const refused: [number, string][] = [];
    const totals: Totals = { lines: 0, sent: 0, accepted: 0, rejected: 0 };
    const push = async (lines: readonly string[]) => {
      pushed.push([...lines]);
      await new Promise<void>((resolve) => waiting.push(resolve));
      return { accepted: lines.length - 1, rejected: [{ index: 1, code: 'bad', message: 'No.' }] };
    };
    let made = 0;
    function* chunks(): Generator<Buffer> {
      for (; made < 200; made++) yield Buffer.from('x\n'.repeat(100));
    }
    const input = Readable.from(chunks(), { objectMode: true, highWaterMark: 1 });
    const shipper = new Shipper({
      pusher: { push },
      defaults: DEFAULTS,
      zone: 'utc',
      totals,
      streamId: 's',
      onRejected: (line, reason) => refused.push([line, reason]),
    });
    const done = shipStream(input, shipper, new AbortController().signal);
    for (let batch = 1; batch <= 10; batch++) {
      while (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
      expect(made).toBeLessThanOrEqual(batch * 20 + 5);
      waiting.shift()?.();
    }
    await done;
    expect(pushed.map((lines) => lines.length)).toEqual(Array.from({ length: 10 }, () => 2000));
    expect(totals).toEqual({ lines: 20_000, sent: 20_000, accepted: 19_990, rejected: 10 });
    expect(refused.slice(0, 2)).toEqual([
      [2, 'No.'],
      [2002, 'No.'],
    ]);
  });
});
