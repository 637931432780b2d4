import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { serverFinder, UsageError } from './lib/find-server.ts';
import { fromCaller, PROJECT_ROOT } from './lib/project-root.ts';
import { BatchPusher } from './lib/push-batch.ts';
import { runScript, stopSignals } from './lib/run-script.ts';
import { followFile } from './send/follow-file.ts';
import { defaultStateFile, PositionFile } from './send/positions.ts';
import { shipStream } from './send/read-input.ts';
import { Shipper, type ShipperOptions, type Totals } from './send/shipper.ts';

const HELP = `Sends text or NDJSON from a pipe or files to LogStream.

  npm run -s send -- --source syslog < /var/log/dpkg.log
  my-program 2>&1 | npm run -s send -- --source my-program
  npm run -s send -- --file /var/log/nginx/access.log --file /var/log/nginx/error.log --follow

  --file PATH          read this file instead of standard input; may be given several times
  --follow             keep reading what is appended, through rotation and restarts, until Ctrl-C
  --state FILE         with --follow: where to keep how far each file was acknowledged
                       (default: a file per followed path under ~/.local/state/logstream/send)
  --from-end           with --follow: leave out what a file not seen before holds already
  --source NAME        source of the records (default: the program of a syslog line, else the name of the file, else "stdin")
  --host NAME          host of records that name none (default: this machine)
  --environment NAME   environment of records that name none
  --zone local|utc     zone of times that name none (default: local)
  --url, --token       address and ingest token (default: LOGSTREAM_URL, INGEST_TOKEN, else those of the app on this machine)
  --help

Level and time are read from each line; stack traces are joined to the line before them; JSON objects go on as they are.
A server that is away is tried again for ever. Exit code: 0 all taken, 1 given up (the reason is printed), 2 wrong use,
3 some records were refused for good (each is printed with its line number).`;

await runScript('send', async () => {
  const { values } = parseArgs({
    options: {
      file: { type: 'string', multiple: true },
      follow: { type: 'boolean', default: false },
      state: { type: 'string' },
      'from-end': { type: 'boolean', default: false },
      source: { type: 'string' },
      host: { type: 'string', default: os.hostname() },
      environment: { type: 'string' },
      zone: { type: 'string', default: 'local' },
      url: { type: 'string' },
      token: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const { zone } = values;
  if (zone !== 'local' && zone !== 'utc') throw new UsageError(`--zone must be local or utc, not "${zone}".`);
  const files = [...new Set((values.file ?? []).map(fromCaller))];
  if (files.length === 0 && values.follow) throw new UsageError('--follow needs at least one --file; a pipe is followed by itself.');
  if (files.length === 0 && process.stdin.isTTY) throw new UsageError('There is nothing to send: pipe text into it, or give --file.');
  if (!values.follow) await Promise.all(files.map(checkReadable));

  const server = serverFinder({ flags: values, env: process.env, root: PROJECT_ROOT });
  server(); // A missing token is said before anything is read.
  const { stop, abandon, off } = stopSignals(5_000);
  const note = (text: string) => console.error(`send: ${text}`);
  const pusher = new BatchPusher({ server, signal: abandon, onRetry: retryNotes(note) });
  const totals: Totals = { lines: 0, sent: 0, accepted: 0, rejected: 0 };
  const startedMs = Date.now();
  const shipperFor = (name: string, input: Pick<ShipperOptions, 'streamId'> & Partial<ShipperOptions>) =>
    new Shipper({
      pusher,
      zone,
      totals,
      defaults: { source: values.source ?? sourceOf(name), sourceGiven: values.source !== undefined, host: values.host, environment: values.environment },
      onRejected: (line, reason) => note(`${name === 'stdin' ? '' : `${name} `}line ${line} was refused: ${reason}`),
      ...input,
    });

  try {
    if (values.follow) {
      const shared = values.state === undefined ? undefined : await PositionFile.load(fromCaller(values.state));
      const follow = async (file: string): Promise<void> => {
        const positions = shared ?? (await PositionFile.load(defaultStateFile(file, process.env)));
        await followFile({ file, positions, signal: stop, note, fromEnd: values['from-end'], shipper: (input) => shipperFor(file, input) });
      };
      await Promise.all(files.map(follow));
    } else if (files.length > 0) {
      // Another run is another sending: the same lines may be meant to be stored again.
      for (const file of files) await shipStream(createReadStream(file), shipperFor(file, { streamId: randomUUID() }), stop);
    } else {
      await shipStream(process.stdin, shipperFor('stdin', { streamId: randomUUID() }), stop);
    }
  } catch (error) {
    if (!abandon.aborted) throw error;
    note('stopped before the server took everything that was read');
    return 1;
  } finally {
    off();
    pusher.close();
    const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
    console.log(`${totals.lines} lines read, ${totals.sent} records sent, ${totals.accepted} accepted, ${totals.rejected} rejected, ${seconds} s`);
  }
  return totals.rejected > 0 ? 3 : 0;
});

function sourceOf(name: string): string {
  return path.basename(name).replace(/\.(log|txt|json|ndjson|jsonl|out|err)$/i, '') || 'stdin';
}

async function checkReadable(file: string): Promise<void> {
  const found = await stat(file).catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (found.isDirectory()) throw new UsageError(`${file} is a folder: give its files, each with --file.`);
}

/** Says that the server is away at the first attempt, then at most every ten seconds. */
function retryNotes(note: (text: string) => void): (retry: { reason: string; waitMs: number; attempt: number }) => void {
  let lastMs = 0;
  return ({ reason, waitMs, attempt }) => {
    const now = Date.now();
    if (attempt > 1 && now - lastMs < 10_000) return;
    lastMs = now;
    note(`${reason}; trying again in ${(waitMs / 1000).toFixed(1)} s`);
  };
}
