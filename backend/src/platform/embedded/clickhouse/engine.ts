import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Session, type RawInsertFormat } from 'chdb';
import { EngineError, ENGINE_CODE, toEngineError } from './engine-error.js';
import { engineConfigXml, querySettings } from './engine-config.js';
import { Lane } from './lane.js';
import { RunningQueries } from './running-queries.js';
import { readStatement, type InsertHead, type Statement } from './statement.js';

const WAITING_MAX = 200;
const READS_AT_ONCE = 4;
const INSERTS_AT_ONCE = 4;
const COMMANDS_AT_ONCE = 2;
const RESULT_ROWS_MAX = 1_000_000;
const RESULT_BYTES_MAX = 256 * 1024 * 1024;
const READ_SECONDS_MAX = 60;
const INSERT_SECONDS_MAX = 120;
const COMMAND_SECONDS_MAX = 600;

/** Formats in which a result may be cut anywhere: its pieces one after another are the result. */
const STREAMED = new Set([
  'JSONEachRow',
  'JSONCompactEachRow',
  'JSONStringsEachRow',
  'JSONCompactStringsEachRow',
  'TSV',
  'TabSeparated',
  'TSVRaw',
  'TabSeparatedRaw',
  'CSV',
  'RowBinary',
  'Null',
]);
const INSERTED: Readonly<Record<string, RawInsertFormat>> = {
  jsoneachrow: 'JSONEachRow',
  jsoncompacteachrow: 'JSONCompactEachRow',
  tsv: 'TabSeparated',
  tabseparated: 'TabSeparated',
  tsvwithnames: 'TabSeparatedWithNames',
  tabseparatedwithnames: 'TabSeparatedWithNames',
  csv: 'CSV',
  csvwithnames: 'CSVWithNames',
};

/** Context of one query: nothing of it is left for the next. */
export interface QueryContext {
  queryId: string;
  database: string | undefined;
  settings: Readonly<Record<string, string>>;
  /** Values of `{name:Type}`, escaped as in a URL of ClickHouse's HTTP interface. */
  params: Readonly<Record<string, string>>;
  /** Gather the whole result before the first byte, so that every error has its code. */
  whole: boolean;
  /** Only statements that read. */
  readonly: boolean;
  /** Aborted when the client is gone. */
  signal: AbortSignal;
}

export interface QuerySummary {
  readRows: number;
  readBytes: number;
  writtenRows: number;
  writtenBytes: number;
  elapsedNs: number;
}

/** Takes a result piece by piece; the next is computed when the promise resolves. */
export type ResultSink = (piece: Uint8Array, summary: QuerySummary | undefined) => Promise<void>;

const noSummary = (): QuerySummary => ({ readRows: 0, readBytes: 0, writtenRows: 0, writtenBytes: 0, elapsedNs: 0 });
const literal = (text: string): string => `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\0/g, '\\0')}'`;
const identifier = (name: string): string => `\`${name.replace(/\\/g, '\\\\').replace(/`/g, '\\`')}\``;
const SETTING_NAME = /^\w+$/;

/**
 * The ClickHouse engine in this process. Each query has a session of its own (0.2 ms), so that no setting, parameter or
 * database of one query is left for the next; reads, inserts and commands have lanes of their own, so that none of them
 * can hold up another.
 */
export class Engine {
  readonly version: string;
  private readonly dir: string;
  private readonly defaults: Readonly<Record<string, string>>;
  private readonly connectionArgs: readonly string[];
  /** Keeps the engine open between queries; runs KILL QUERY and the heartbeat. */
  private readonly control: Session;
  private readonly running: RunningQueries;
  private readonly lanes = {
    rows: new Lane('reads', READS_AT_ONCE, WAITING_MAX),
    insert: new Lane('inserts', INSERTS_AT_ONCE, WAITING_MAX),
    command: new Lane('commands', COMMANDS_AT_ONCE, WAITING_MAX),
  };

  /** Opens the data folder, which only one process can have open. */
  constructor(options: { dir: string; memoryBytes: number; threads: number }) {
    const config = path.join(options.dir, 'engine.xml');
    writeFileSync(config, engineConfigXml(options));
    this.dir = path.join(options.dir, 'engine');
    mkdirSync(this.dir, { recursive: true });
    this.connectionArgs = [`--config-file=${config}`];
    this.defaults = querySettings(options);
    this.control = new Session(this.dir, { connectionArgs: this.connectionArgs });
    this.version = this.control.query('SELECT version()', 'TSV').trim();
    this.running = new RunningQueries(this.control);
  }

  /** Resolves when the engine answers. */
  async beat(): Promise<void> {
    await this.control.queryAsync('SELECT 1', { format: 'TSV' });
  }

  /** Number of inserts and commands that run or wait; a stop waits for them. */
  get writing(): number {
    return this.running.writing;
  }

  /** Runs one statement and hands its result to the sink. */
  async query(sql: string, context: QueryContext, defaultFormat: string, sink: ResultSink): Promise<void> {
    const statement = readStatement(sql);
    if (statement.several) throw EngineError.of(ENGINE_CODE.syntaxError, 'SYNTAX_ERROR', 'Multi-statements are not allowed: send one statement at a time.');
    if (context.readonly && statement.kind === 'command')
      throw EngineError.of(ENGINE_CODE.readonly, 'READONLY', 'Cannot execute query in readonly mode: send statements that change something with POST.');
    const format = statement.format ?? defaultFormat;
    const isRead = statement.kind !== 'command';
    const streams = statement.kind === 'rows' && STREAMED.has(format) && !statement.scalarSubquery && !context.whole;
    const limits = isRead
      ? {
          max_execution_time: String(READ_SECONDS_MAX),
          max_result_rows: String(RESULT_ROWS_MAX),
          ...(streams ? {} : { max_result_bytes: String(RESULT_BYTES_MAX) }),
        }
      : { max_execution_time: String(COMMAND_SECONDS_MAX) };
    await this.withSession(isRead ? 'rows' : 'command', context, limits, async (session) => {
      if (streams) await this.stream(session, statement, format, context, sink);
      else await this.gather(session, statement, format, sink);
    });
  }

  /** Stores rows that come as bytes; they are never decoded here. */
  async insert(head: InsertHead, rows: Buffer, context: QueryContext): Promise<QuerySummary> {
    const format = INSERTED[head.format.toLowerCase()];
    if (format === undefined) {
      throw EngineError.of(
        ENGINE_CODE.unknownFormat,
        'UNKNOWN_FORMAT',
        `The embedded engine takes rows as JSONEachRow, JSONCompactEachRow, TabSeparated or CSV, not as ${head.format}.`,
      );
    }
    if (context.readonly) throw EngineError.of(ENGINE_CODE.readonly, 'READONLY', 'Cannot insert in readonly mode: send it with POST.');
    return this.withSession('insert', context, { max_execution_time: String(INSERT_SECONDS_MAX) }, async (session) => {
      const { table, columns } = head;
      const result = await session.insert({ table, values: rows, format, ...(columns && { columns }) });
      return { ...noSummary(), writtenRows: result.rowsWritten, writtenBytes: result.bytesWritten, elapsedNs: Math.round(result.elapsed * 1e9) };
    });
  }

  /** Ends reads that run, then gives the folder free. Running writes must have ended. */
  close(): void {
    this.control.close();
  }

  private async withSession<T>(
    lane: keyof typeof this.lanes,
    context: QueryContext,
    limits: Readonly<Record<string, string>>,
    task: (session: Session) => Promise<T>,
  ): Promise<T> {
    const run = this.running.begin(lane === 'rows');
    try {
      return await this.lanes[lane].run(context.signal, async () => {
        context.signal.throwIfAborted();
        const session = new Session(this.dir, { connectionArgs: this.connectionArgs });
        try {
          await this.prepare(session, context, limits, run.mark);
          context.signal.throwIfAborted();
          // What writes is never cut off by a client that goes: the client may already have been told by another way.
          return lane === 'rows' ? await this.running.cancelOn(context.signal, run, () => task(session)) : await task(session);
        } finally {
          session.close();
        }
      });
    } catch (thrown) {
      throw toEngineError(thrown);
    } finally {
      run.end();
    }
  }

  private async prepare(session: Session, context: QueryContext, limits: Readonly<Record<string, string>>, mark: string): Promise<void> {
    if (context.database !== undefined) await session.queryAsync(`USE ${identifier(context.database)}`);
    const comment = context.settings['log_comment'] ?? '';
    const settings: Record<string, string> = { ...this.defaults, ...limits, ...context.settings, log_comment: `${mark} ${comment}`.trimEnd() };
    for (const [name, value] of Object.entries(context.params)) settings[`param_${name}`] = value;
    const wrong = Object.keys(settings).find((name) => !SETTING_NAME.test(name));
    if (wrong !== undefined) throw EngineError.of(115, 'UNKNOWN_SETTING', `Unknown setting '${wrong}'.`);
    await session.queryAsync(
      `SET ${Object.entries(settings)
        .map(([name, value]) => `${name} = ${literal(value)}`)
        .join(', ')}`,
    );
  }

  private async stream(session: Session, statement: Statement, format: string, context: QueryContext, sink: ResultSink): Promise<void> {
    for await (const chunk of session.queryStream(statement.text, { format })) {
      // After a cancel the rest is still taken: to end a stream in the middle would block this thread until a block is ready.
      if (!context.signal.aborted) await sink(chunk.raw(), undefined);
    }
  }

  private async gather(session: Session, statement: Statement, format: string, sink: ResultSink): Promise<void> {
    const result = await session.queryAsync(statement.text, { format });
    await sink(result.bytes(), { ...noSummary(), readRows: result.rowsRead, readBytes: result.bytesRead, elapsedNs: Math.round(result.elapsed * 1e9) });
  }
}
