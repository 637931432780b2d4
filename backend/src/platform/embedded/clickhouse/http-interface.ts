import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Engine, QueryContext, QuerySummary } from './engine.js';
import { EngineError, ENGINE_CODE, statusOfCode, toEngineError } from './engine-error.js';
import { BodyBudget, readBody } from './request-body.js';
import { readInsertHead } from './statement.js';

const HEADER_BYTES_MAX = 4 * 1024 * 1024; // parameters travel in the URL
const HEAD_CHARACTERS_MAX = 64 * 1024;
/** Of the URL: not settings of the query, or without meaning here. */
const NOT_SETTINGS = new Set(
  `query database default_format query_id user password quota_key role session_timeout session_check buffer_size wait_end_of_query
  compress decompress enable_http_compression http_zlib_compression_level send_progress_in_http_headers stacktrace
  http_headers_progress_interval_ms cancel_http_readonly_queries_on_client_close add_http_cors_header readonly client_protocol_version`.split(/\s+/),
);

export interface HttpInterfaceOptions {
  engine: Engine;
  username: string;
  password: string;
  /** Whether the engine answered lately. */
  isAlive: () => boolean;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

function credentials(request: IncomingMessage, query: URLSearchParams): { username: string; password: string } | undefined {
  const header = request.headers.authorization;
  if (header?.startsWith('Basic ')) {
    const decoded = Buffer.from(header.slice(6), 'base64').toString();
    const colon = decoded.indexOf(':');
    return colon === -1 ? undefined : { username: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
  }
  const username = request.headers['x-clickhouse-user'] ?? query.get('user');
  const password = request.headers['x-clickhouse-key'] ?? query.get('password');
  return typeof username === 'string' && typeof password === 'string' ? { username, password } : undefined;
}

/** The parts of ClickHouse's HTTP interface that `@clickhouse/client` uses, in front of an engine of this process. */
export function createHttpInterface(options: HttpInterfaceOptions): Server {
  const expected = digest(`${options.username}\n${options.password}`);
  const budget = new BodyBudget();

  function checkSender(request: IncomingMessage, query: URLSearchParams): void {
    const given = credentials(request, query);
    if (!given || !timingSafeEqual(digest(`${given.username}\n${given.password}`), expected)) {
      throw EngineError.of(
        ENGINE_CODE.authenticationFailed,
        'AUTHENTICATION_FAILED',
        'Authentication failed: password is incorrect, or there is no user with such name.',
      );
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://engine');
    if (url.pathname === '/ping') {
      response.writeHead(options.isAlive() ? 200 : 503).end(options.isAlive() ? 'Ok.\n' : 'The engine does not answer.\n');
      return;
    }
    checkSender(request, url.searchParams);
    if (url.pathname !== '/' || (request.method !== 'POST' && request.method !== 'GET')) {
      response.writeHead(404).end('There is nothing here: use / and /ping.\n');
      return;
    }
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const context = readContext(request, url.searchParams, gone.signal);
    response.setHeader('X-ClickHouse-Query-Id', context.queryId);
    response.setHeader('X-ClickHouse-Server-Display-Name', 'embedded');
    response.setHeader('X-ClickHouse-Timezone', 'UTC');
    const body = await readBody(request, budget);
    try {
      await run(body, request, url.searchParams, context, response);
    } finally {
      budget.give(body.length);
    }
  }

  async function run(body: Buffer, request: IncomingMessage, query: URLSearchParams, context: QueryContext, response: ServerResponse): Promise<void> {
    const inUrl = query.get('query') ?? '';
    const head = readInsertHead(inUrl === '' ? body.toString('latin1', 0, HEAD_CHARACTERS_MAX) : inUrl);
    if (head) {
      const summary = await options.engine.insert(head, inUrl === '' ? body.subarray(head.length) : body, context);
      response.writeHead(200, { 'X-ClickHouse-Summary': summaryHeader(summary) }).end();
      return;
    }
    const header = request.headers['x-clickhouse-format'];
    const format = query.get('default_format') ?? (typeof header === 'string' ? header : 'TabSeparated');
    await options.engine.query(inUrl + decodeText(body), context, format, async (piece, summary) => {
      if (!response.headersSent) {
        response.writeHead(200, {
          'Content-Type': format.startsWith('JSON') ? 'application/json' : 'text/plain; charset=UTF-8',
          'X-ClickHouse-Format': format,
          ...(summary && { 'X-ClickHouse-Summary': summaryHeader(summary) }),
        });
      }
      if (!response.write(piece) && !context.signal.aborted) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    });
    response.end();
  }

  function fail(thrown: unknown, request: IncomingMessage, response: ServerResponse): void {
    if (response.headersSent || response.destroyed) {
      response.destroy(); // a cut answer is the only sign that is left
      return;
    }
    const error = toEngineError(thrown);
    // The rest of a body is read and dropped: a client that still sends would not look at the answer.
    if (!request.complete) request.resume();
    response.writeHead(statusOfCode(error.code), { 'X-ClickHouse-Exception-Code': String(error.code), 'Content-Type': 'text/plain; charset=UTF-8' });
    response.end(`${error.message}\n`);
  }

  const server = createServer({ maxHeaderSize: HEADER_BYTES_MAX, keepAliveTimeout: 30_000, requestTimeout: 300_000 }, (request, response) => {
    answer(request, response).catch((thrown: unknown) => fail(thrown, request, response));
  });
  return server;
}

function summaryHeader(summary: QuerySummary): string {
  const { readRows, readBytes, writtenRows, writtenBytes, elapsedNs } = summary;
  const fields = {
    read_rows: readRows,
    read_bytes: readBytes,
    written_rows: writtenRows,
    written_bytes: writtenBytes,
    total_rows_to_read: 0,
    result_rows: 0,
    result_bytes: 0,
    elapsed_ns: elapsedNs,
  };
  return JSON.stringify(Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])));
}

function decodeText(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw EngineError.of(ENGINE_CODE.badArguments, 'BAD_ARGUMENTS', 'The text of a query must be UTF-8.');
  }
}

function readContext(request: IncomingMessage, query: URLSearchParams, signal: AbortSignal): QueryContext {
  if (query.has('session_id'))
    throw EngineError.of(ENGINE_CODE.badArguments, 'BAD_ARGUMENTS', 'The embedded engine has no HTTP sessions: leave out session_id.');
  if (request.headers['content-type']?.startsWith('multipart/'))
    throw EngineError.of(ENGINE_CODE.badArguments, 'BAD_ARGUMENTS', 'The embedded engine takes parameters in the URL only, not as multipart.');
  const settings: Record<string, string> = {};
  const params: Record<string, string> = {};
  for (const [name, value] of query) {
    if (name.startsWith('param_')) params[name.slice('param_'.length)] = value;
    else if (!NOT_SETTINGS.has(name)) settings[name] = value;
  }
  const header = request.headers['x-clickhouse-database'];
  return {
    queryId: query.get('query_id') ?? randomUUID(),
    database: query.get('database') ?? (typeof header === 'string' ? header : undefined),
    settings,
    params,
    whole: query.get('wait_end_of_query') === '1',
    readonly: request.method === 'GET',
    signal,
  };
}
