import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';

/** Where the app takes logs, and the token it asks for. */
export interface ServerAddress {
  /** Origin without a slash at the end, for example `http://127.0.0.1:3000`. */
  url: string;
  token: string;
}

/** A setting a person has to give or mend; its message is shown as it is, without a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What `findServer` looks at: flags first, then the environment, then the files of an app on this machine. */
export interface FindServerInput {
  /** Used when nothing else names an address: the one that worked before. */
  lastUrl?: string | undefined;
  flags: { url?: string | undefined; token?: string | undefined };
  env: Readonly<Record<string, string | undefined>>;
  /** The checkout: its file `.env` holds settings that the environment does not, and a relative `DATA_DIR` starts from it. */
  root: string;
}

const DEFAULT_URL = 'http://127.0.0.1:3000';

/**
 * Finds address and ingest token: `--url`/`--token`, `LOGSTREAM_URL`/`INGEST_TOKEN`, `PORT` (each also from `.env`), then `address` and
 * `ingest-token` in `DATA_DIR` (default `./data`), at last port 3000 of this machine.
 * Call it again after a connection failed: a restarted app may have another port.
 * @throws UsageError when the address is no HTTP address, or there is no token anywhere
 */
export function findServer({ flags, env: given, root, lastUrl }: FindServerInput): ServerAddress {
  const env = { ...settingsFile(root), ...given };
  const dataDir = path.resolve(root, env['DATA_DIR'] || 'data');
  const ownPort = env['PORT'] && env['PORT'] !== '0' ? `http://127.0.0.1:${env['PORT']}` : undefined;
  const named = flags.url ?? (env['LOGSTREAM_URL'] || ownPort);
  const url = checkUrl(named ?? fileText(path.join(dataDir, 'address')) ?? lastUrl ?? DEFAULT_URL);
  const tokenFile = path.join(dataDir, 'ingest-token');
  const token = flags.token ?? (env['INGEST_TOKEN'] || fileText(tokenFile));
  if (!token) {
    throw new UsageError(`No ingest token: ${tokenFile} cannot be read. Start the app first (npm start), or give --token, INGEST_TOKEN or DATA_DIR.`);
  }
  if (!/^[\x21-\x7e]+$/.test(token)) throw new UsageError('The ingest token must be printable ASCII without spaces.');
  return { url, token };
}

/**
 * Gives a function that finds the server anew at each call. The app takes its address file away when it stops: until it is back,
 * the last address is tried, never another program on the default port.
 */
export function serverFinder(input: Omit<FindServerInput, 'lastUrl'>): () => ServerAddress {
  let lastUrl: string | undefined;
  return () => {
    const found = findServer({ ...input, lastUrl });
    lastUrl = found.url;
    return found;
  };
}

function checkUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new UsageError(`"${text}" is no address: give one like ${DEFAULT_URL}.`);
  }
  // The app may write the address it listens on; nobody can connect to "any address".
  if (url.hostname === '0.0.0.0' || url.hostname === '[::]') url.hostname = '127.0.0.1';
  return url.href.replace(/\/+$/, '');
}

/** What the app reads too: see scripts/start.mjs. */
function settingsFile(root: string): Readonly<Record<string, string | undefined>> {
  const file = path.join(root, '.env');
  return existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
}

function fileText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').split('\n', 1)[0]?.trim() || undefined;
  } catch {
    return undefined;
  }
}
