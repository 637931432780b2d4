import path from 'node:path';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const flag = z.enum(['true', 'false', '1', '0', 'on', 'off', 'yes', 'no']).transform((v) => ['true', '1', 'on', 'yes'].includes(v));
const url = (...schemes: string[]) =>
  z.string().refine((v) => URL.canParse(v) && schemes.includes(new URL(v).protocol.slice(0, -1)), {
    message: `must be a URL that starts with ${schemes.map((s) => `${s}://`).join(' or ')}`,
  });

/** Every setting of the platform: its name in the environment, its type, and its default. docs/operations.md lists them for people. */
const environment = z.object({
  PORT: port.default(3000),
  HOST: z.string().min(1).default('0.0.0.0'),
  PUBLIC_URL: url('http', 'https').optional(),
  CORS_ORIGINS: z.string().default(''),
  TRUST_PROXY: flag.default(false),
  /** Whom to tell of a weakness, in /.well-known/security.txt: an address of mail or the https address of a page. */
  SECURITY_CONTACT: z.union([z.email(), url('mailto', 'https', 'tel')]).optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  DATABASE_URL: url('postgresql', 'postgres').optional(),
  CLICKHOUSE_URL: url('http', 'https').optional(),
  ADMIN_EMAIL: z.email().default('admin@logstream.local'),
  ADMIN_PASSWORD: z.string().min(8).max(1024).optional(),
  INGEST_TOKEN: z
    .string()
    .min(16)
    .max(256)
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces')
    .optional(),
  /** Wrong passwords for one account from one address in 15 minutes; ten times that for an account, four times that for an address. */
  SIGN_IN_TRIES: z.coerce.number().int().min(1).max(1_000_000).default(10),
  LOG_RETENTION_DAYS: z.coerce.number().int().min(1).max(3650).default(7),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Of the platform's own log: `text` is for people, `json` for collectors. */
  LOG_FORMAT: z.enum(['text', 'json']).default('text'),
  /** Most bytes of records that wait in memory for the store, over all senders; beyond it senders get 503. */
  INGEST_QUEUE_BYTES: z.coerce
    .number()
    .int()
    .min(1_048_576)
    .default(64 * 1024 * 1024),
  /** Requests a second that one token may send; beyond it senders get 429. 0 turns the limit off. */
  INGEST_REQUESTS_PER_SECOND: z.coerce.number().int().min(0).default(2000),
  /** Memory of the embedded engine, in MB; 0 lets it follow the machine. */
  ENGINE_MEMORY_MB: z.coerce.number().int().min(0).default(0),
});

export interface Settings {
  port: number;
  host: string;
  publicUrl: string | undefined;
  corsOrigins: readonly string[];
  trustProxy: boolean;
  securityContact: string | undefined;
  /** Absolute. */
  dataDir: string;
  databaseUrl: string | undefined;
  clickhouseUrl: string | undefined;
  adminEmail: string;
  adminPassword: string | undefined;
  ingestToken: string | undefined;
  signInTries: number;
  retentionDays: number;
  logLevel: string;
  logFormat: 'text' | 'json';
  ingestQueueBytes: number;
  ingestRequestsPerSecond: number;
  engineMemoryMb: number;
}

export const SETTINGS = Symbol('SETTINGS');

/** What is wrong with the environment, one line a setting; a value is named, never printed. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`Some settings are wrong:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
    this.name = 'SettingsError';
  }
}

/**
 * Reads, checks and freezes the settings. An empty variable counts as not set.
 * @throws SettingsError with every problem at once
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>, cwd: string): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) throw new SettingsError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  const e = parsed.data;
  return Object.freeze({
    port: e.PORT,
    host: e.HOST,
    publicUrl: e.PUBLIC_URL?.replace(/\/+$/, ''),
    corsOrigins: Object.freeze(
      e.CORS_ORIGINS.split(',')
        .map((o) => o.trim())
        .filter(Boolean),
    ),
    trustProxy: e.TRUST_PROXY,
    securityContact: e.SECURITY_CONTACT,
    dataDir: path.resolve(cwd, e.DATA_DIR),
    databaseUrl: e.DATABASE_URL,
    clickhouseUrl: e.CLICKHOUSE_URL,
    adminEmail: e.ADMIN_EMAIL.toLowerCase(),
    adminPassword: e.ADMIN_PASSWORD,
    ingestToken: e.INGEST_TOKEN,
    signInTries: e.SIGN_IN_TRIES,
    retentionDays: e.LOG_RETENTION_DAYS,
    logLevel: e.LOG_LEVEL,
    logFormat: e.LOG_FORMAT,
    ingestQueueBytes: e.INGEST_QUEUE_BYTES,
    ingestRequestsPerSecond: e.INGEST_REQUESTS_PER_SECOND,
    engineMemoryMb: e.ENGINE_MEMORY_MB,
  });
}
