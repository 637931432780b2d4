// Compares ways to store the metadata of a log record in ClickHouse: `npm run bench:metadata -- --help`.
// Needs Node 24 (type stripping). The data is made from a fixed seed, so every run stores the same records.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Session } from 'chdb';

const HELP = `Compares ways to store log metadata in ClickHouse and prints a markdown table.

  npm run bench:metadata -- [options]

  --rows N         records per candidate (default 10000000)
  --batch N        records per insert (default 50000)
  --only a,b       run only these candidates
  --dir PATH       where the temporary databases go (default: the system's temporary directory)
  --help           this text

Candidates:
`;

type Value = string | number | boolean;
type Entry = readonly [key: string, value: Value];

interface Candidate {
  readonly name: string;
  readonly about: string;
  readonly columns: string;
  readonly settings: string;
  /** The metadata fields of one TSV row, tabs between them. */
  readonly encode: (entries: readonly Entry[]) => string;
  readonly number: (key: string) => string;
  readonly text: (key: string) => string;
  readonly names: string;
}

const BUCKETS = `, map_serialization_version = 'with_buckets', map_buckets_min_avg_size = 0, map_buckets_strategy = 'constant'`;
const MAP = `metadata Map(LowCardinality(String), String) CODEC(ZSTD(1))`;
const MAPS = `${MAP}, metadata_numbers Map(LowCardinality(String), Float64) CODEC(ZSTD(1))`;
const CHOSEN = `${MAP}, metadata_numbers Map(LowCardinality(String), Nullable(Float64)) CODEC(ZSTD(1)),
  INDEX metadata_values mapValues(metadata) TYPE bloom_filter(0.01) GRANULARITY 1`;
const CHOSEN_BUCKETS = `, map_serialization_version = 'with_buckets', map_serialization_version_for_zero_level_parts = 'basic',
  map_buckets_min_avg_size = 0, map_buckets_strategy = 'sqrt', map_buckets_coefficient = 2`;
const NAMES_MAP = 'mapKeys(metadata)';
const NAMES_MAPS = 'arrayConcat(mapKeys(metadata), mapKeys(metadata_numbers))';

const map = (name: string, about: string, settings: string): Candidate => ({
  name,
  about,
  columns: MAP,
  settings,
  encode: (entries) => mapText(entries, () => true),
  number: (key) => `toFloat64OrNull(metadata['${key}'])`,
  text: (key) => `metadata['${key}']`,
  names: NAMES_MAP,
});

const maps = (name: string, about: string, settings: string, columns = MAPS): Candidate => ({
  name,
  about,
  columns,
  settings,
  encode: (entries) => `${mapText(entries, (value) => typeof value !== 'number')}\t${mapText(entries, (value) => typeof value === 'number')}`,
  number: (key) => `metadata_numbers['${key}']`,
  text: (key) => `metadata['${key}']`,
  names: NAMES_MAPS,
});

const json = (name: string, about: string, paths: number, settings = ''): Candidate => ({
  name,
  about,
  columns: `metadata JSON(max_dynamic_paths=${paths}) CODEC(ZSTD(1))`,
  settings,
  encode: (entries) => escapeTsv(JSON.stringify(Object.fromEntries(entries))),
  number: (key) => `accurateCastOrNull(metadata.\`${key}\`, 'Float64')`,
  text: (key) => `metadata.\`${key}\`.:String`,
  names: 'JSONAllPaths(metadata)',
});

const CANDIDATES: readonly Candidate[] = [
  map('map', 'Map(LowCardinality(String), String)', ''),
  map('map-buckets', 'the same, 8 buckets in merged parts', `${BUCKETS}, max_buckets_in_map = 8`),
  maps('maps', 'Map for text + Map(LowCardinality(String), Float64) for numbers', ''),
  maps('maps-buckets', 'the same, 8 buckets in merged parts', `${BUCKETS}, max_buckets_in_map = 8`),
  maps('chosen', 'the same, about 2 x sqrt(keys) buckets, numbers Nullable, bloom filter on the text values', CHOSEN_BUCKETS, CHOSEN),
  json('json-256', 'JSON, every key a column', 256),
  json('json-32', 'JSON, 32 keys as columns', 32),
  json('json-0', 'JSON, no key a column (shared data only)', 0),
];

// ---- records ---------------------------------------------------------------------------------------------------

/** mulberry32: small, quick, the same on every machine. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const SERVICES = 24;
const OWN_KEYS = 8;
const ROUTES = Array.from({ length: 40 }, (_, n) => `/api/v1/resource-${n}/items`);
const METHODS = ['GET', 'GET', 'GET', 'POST', 'PUT', 'DELETE'];
const REGIONS = ['eu-west-1', 'eu-central-1', 'us-east-1', 'us-west-2', 'ap-south-1'];
const STATUSES = [200, 200, 200, 200, 201, 204, 301, 400, 401, 404, 500, 503];
const WORDS = [
  'payment',
  'timeout',
  'connection',
  'reset',
  'user',
  'order',
  'cache',
  'miss',
  'retry',
  'queue',
  'db',
  'slow',
  'started',
  'finished',
  'handler',
  'request',
];

/** One record's metadata: 6 to 10 keys out of about 200, of all types. */
function makeEntries(random: () => number, service: number): Entry[] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const entries: Entry[] = [
    [
      'request_id',
      Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(8, '0') +
        Math.floor(random() * 2 ** 32)
          .toString(16)
          .padStart(8, '0'),
    ],
    ['region', pick(REGIONS)],
  ];
  if (random() < 0.7) entries.push(['latency', Math.round(random() ** 4 * 2000 * 10) / 10]);
  if (random() < 0.6) entries.push(['http.status', pick(STATUSES)], ['http.route', pick(ROUTES)], ['http.method', pick(METHODS)]);
  if (random() < 0.15) entries.push(['order_id', `ord-${Math.floor(random() * 5_000_000)}`]);
  if (random() < 0.3) entries.push(['cached', random() < 0.5]);
  const wanted = 6 + Math.floor(random() * 5);
  const first = Math.floor(random() * OWN_KEYS);
  for (let n = 0; entries.length < wanted && n < OWN_KEYS; n++) {
    const own = (first + n) % OWN_KEYS;
    const key = `svc${service}.field_${own}`;
    if (own % 4 === 0) entries.push([key, Math.floor(random() * 1000)]);
    else if (own % 4 === 1) entries.push([key, `value-${Math.floor(random() * 50)}`]);
    else if (own % 4 === 2) entries.push([key, random() * 100]);
    else entries.push([key, `item-${Math.floor(random() * 100_000)}`]);
  }
  return entries;
}

const END_MS = Date.UTC(2026, 10, 20, 23, 59, 59);
const SPAN_MS = 8 * 3_600_000;

function makeBatch(random: () => number, candidate: Candidate, start: number, count: number, total: number): Buffer {
  const lines: string[] = [];
  for (let n = start; n < start + count; n++) {
    const at = END_MS - SPAN_MS + Math.floor((n * SPAN_MS) / total);
    const service = Math.floor(random() * random() * SERVICES);
    const time = new Date(at).toISOString().slice(0, 23).replace('T', ' ');
    let message = '';
    for (let w = 0; w < 8; w++) message += `${WORDS[Math.floor(random() * WORDS.length)]} `;
    message += Math.floor(random() * 100_000);
    lines.push(`t1\t${time}\t${time}\t${n & 0xfffff}\tservice-${service}\t9\t${message}\t${candidate.encode(makeEntries(random, service))}\n`);
  }
  return Buffer.from(lines.join(''));
}

function mapText(entries: readonly Entry[], keep: (value: Value) => boolean): string {
  let text = '';
  for (const [key, value] of entries) {
    if (!keep(value)) continue;
    const quoted = typeof value === 'number' && !keep('') ? String(value) : `'${escapeQuoted(String(value))}'`;
    text += `${text === '' ? '' : ','}'${escapeQuoted(key)}':${quoted}`;
  }
  return `{${text}}`;
}

const escapeQuoted = (text: string): string => text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
const escapeTsv = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t');

// ---- measuring -------------------------------------------------------------------------------------------------

interface Result {
  readonly name: string;
  readonly [figure: string]: string;
}

/** CPU seconds of the engine: those of the process less those of the JavaScript thread, which only makes records. */
function engineCpuSeconds(): number {
  const all = process.cpuUsage();
  const own = process.threadCpuUsage();
  return (all.user + all.system - own.user - own.system) / 1e6;
}

function peakMemoryMib(): number {
  const line = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'));
  return line === null ? NaN : Number(line[1]) / 1024;
}

async function runCandidate(candidate: Candidate, rows: number, batch: number, path: string): Promise<Result> {
  const session = new Session(path, { connectionArgs: ['--mark_cache_size=134217728'] });
  session.query(`CREATE TABLE logs (tenant LowCardinality(String), timestamp DateTime64(9, 'UTC') CODEC(Delta, ZSTD(1)),
    observed_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)), seq UInt32 CODEC(Delta, ZSTD(1)), source LowCardinality(String),
    severity UInt8, message String CODEC(ZSTD(1)), ${candidate.columns})
    ENGINE = MergeTree PARTITION BY toDate(observed_at) ORDER BY (tenant, timestamp)
    SETTINGS min_bytes_for_wide_part = 134217728${candidate.settings}`);
  const random = makeRandom(42);
  const cpuStart = engineCpuSeconds();
  let running: Promise<unknown> = Promise.resolve();
  for (let start = 0; start < rows; start += batch) {
    const values = makeBatch(random, candidate, start, Math.min(batch, rows - start), rows);
    await running;
    running = session.insert({ table: 'logs', format: 'TSV', values, settings: { async_insert: 0 } });
  }
  await running;
  const cpuInserted = engineCpuSeconds();
  await session.queryAsync('OPTIMIZE TABLE logs FINAL');
  const cpuMerged = engineCpuSeconds();
  const peakMib = peakMemoryMib();

  const bytes = JSON.parse(
    session.query(
      `SELECT sum(data_compressed_bytes) AS all,
       (SELECT sum(column_data_compressed_bytes) FROM system.parts_columns WHERE table = 'logs' AND active AND startsWith(column, 'metadata')) AS metadata
     FROM system.parts WHERE table = 'logs' AND active SETTINGS output_format_json_quote_64bit_integers = 0`,
      'JSONEachRow',
    ),
  ) as { all: number; metadata: number };
  const lastHour = `timestamp > toDateTime64(${END_MS / 1000 - 3600}, 9, 'UTC')`;
  const time = async (sql: string): Promise<string> => {
    const walls: number[] = [];
    const cpuMs: number[] = [];
    for (let n = 0; n < 3; n++) {
      const [wall, cpu] = [performance.now(), engineCpuSeconds()];
      await session.queryAsync(`${sql} SETTINGS use_query_condition_cache = 0`, { format: 'TSV' });
      walls.push(performance.now() - wall);
      cpuMs.push((engineCpuSeconds() - cpu) * 1000);
    }
    return `${Math.min(...walls).toFixed(0)} / ${Math.min(...cpuMs).toFixed(0)}`;
  };
  const perMillion = (cpuSeconds: number): string => ((cpuSeconds * 1e6) / rows).toFixed(1);
  return {
    name: candidate.name,
    'insert CPU s/M': perMillion(cpuInserted - cpuStart),
    'final merge CPU s/M': perMillion(cpuMerged - cpuInserted),
    'metadata B/row': (bytes.metadata / rows).toFixed(1),
    'all B/row': (bytes.all / rows).toFixed(1),
    'peak MiB': peakMib.toFixed(0),
    '50 newest latency>1990, 1 h': await time(
      `SELECT timestamp, seq, message FROM logs WHERE tenant = 't1' AND ${lastHour} AND ${candidate.number('latency')} > 1990 ORDER BY timestamp DESC, seq DESC LIMIT 50`,
    ),
    '50 newest whole, 1 h': await time(
      `SELECT * FROM logs WHERE tenant = 't1' AND ${lastHour} AND ${candidate.number('latency')} > 1990 ORDER BY timestamp DESC, seq DESC LIMIT 50`,
    ),
    'count latency>1990': await time(`SELECT count() FROM logs WHERE ${candidate.number('latency')} > 1990`),
    'order_id = x': await time(`SELECT count() FROM logs WHERE ${candidate.text('order_id')} = 'ord-777'`),
    'top routes': await time(`SELECT ${candidate.text('http.route')} AS v, count() AS n FROM logs WHERE v != '' GROUP BY v ORDER BY n DESC, v LIMIT 10`),
    'names, 1 h': await time(
      `SELECT arrayJoin(${candidate.names}) AS k, count() AS n FROM logs WHERE tenant = 't1' AND ${lastHour} GROUP BY k ORDER BY n DESC, k LIMIT 500`,
    ),
  };
}

// ---- command line ----------------------------------------------------------------------------------------------

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000000' },
    batch: { type: 'string', default: '50000' },
    only: { type: 'string', default: '' },
    dir: { type: 'string', default: tmpdir() },
    child: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
});
const [rows, batch] = [Number(options.rows), Number(options.batch)];

if (options.help) {
  console.log(HELP + CANDIDATES.map((candidate) => `  ${candidate.name.padEnd(14)} ${candidate.about}`).join('\n'));
} else if (!Number.isSafeInteger(rows) || !Number.isSafeInteger(batch) || rows < 1 || batch < 1) {
  console.error('--rows and --batch must be whole numbers above 0');
  process.exitCode = 2;
} else if (options.child !== '') {
  const candidate = CANDIDATES.find(({ name }) => name === options.child);
  if (candidate === undefined) throw new Error(`unknown candidate: ${options.child}`);
  console.log(JSON.stringify(await runCandidate(candidate, rows, batch, options.dir)));
  process.exit(0); // the engine's threads would keep the process alive
} else {
  const wanted = options.only === '' ? CANDIDATES : CANDIDATES.filter(({ name }) => options.only.split(',').includes(name));
  console.log(`${rows} records, batches of ${batch}, ${cpus().length} cores. Queries: wall ms / CPU ms, best of 3.\n`);
  let headed = false;
  for (const candidate of wanted) {
    // A process each: memory is then measured per candidate, and the engine takes one directory per process.
    const path = mkdtempSync(join(options.dir, 'bench-metadata-'));
    const child = spawnSync(
      process.execPath,
      [fileURLToPath(import.meta.url), '--child', candidate.name, '--rows', String(rows), '--batch', String(batch), '--dir', path],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    rmSync(path, { recursive: true, force: true });
    if (child.status !== 0) {
      console.error(`${candidate.name} failed`);
      process.exitCode = 1;
      continue;
    }
    const result = JSON.parse(child.stdout.trim().split('\n').at(-1) ?? '{}') as Result;
    if (!headed)
      console.log(
        `| ${Object.keys(result).join(' | ')} |\n|${Object.keys(result)
          .map(() => '---|')
          .join('')}`,
      );
    headed = true;
    console.log(`| ${Object.values(result).join(' | ')} |`);
  }
}
