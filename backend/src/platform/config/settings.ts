import path from 'node:path';
import { z } from 'zod';
import { isPlaceholder } from './placeholders.js';

/** A whole number; what is wrong is said in the same words whatever was given. */
function whole(min: number, max = Number.MAX_SAFE_INTEGER) {
  const error = max === Number.MAX_SAFE_INTEGER ? `must be a whole number, ${min} or more` : `must be a whole number from ${min} to ${max}`;
  return z.coerce.number({ error }).int({ error }).min(min, { error }).max(max, { error });
}

function text(min: number, max: number) {
  const error = `must have ${min} to ${max} characters`;
  return z.string().min(min, { error }).max(max, { error });
}

function oneOf<const Name extends string>(...names: Name[]) {
  return z.enum(names, { error: `must be one of ${names.join(', ')}` });
}

const FLAGS = ['true', '1', 'on', 'yes', 'false', '0', 'off', 'no'] as const;
const flag = z.enum(FLAGS, { error: 'must be true or false' }).transform((v) => FLAGS.indexOf(v) < 4);
const callsMax = whole(0, 1_000_000_000);
const url = (...schemes: string[]) =>
  z.string().refine((v) => URL.canParse(v) && schemes.includes(new URL(v).protocol.slice(0, -1)), {
    message: `must be a URL that starts with ${schemes.map((s) => `${s}://`).join(' or ')}`,
  });
const isOrigin = (v: string) => URL.canParse(v) && new URL(v).origin === v;
const listOf = (v: string) =>
  v
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

/** A text that must be hard to guess: what examples put in its place is refused. */
const secret = (charactersMin: number, charactersMax: number) =>
  text(charactersMin, charactersMax).refine((v) => !isPlaceholder(v), { message: 'is a placeholder; choose a secret of your own' });

/** Every setting of the platform: its name in the environment, its type, and its default. docs/operations.md lists them for people. */
const environment = z.object({
  PORT: whole(0, 65_535).default(3000),
  HOST: z.string().min(1).default('0.0.0.0'),
  PUBLIC_URL: url('http', 'https').optional(),
  CORS_ORIGINS: z
    .string()
    .transform(listOf)
    .refine((list) => list.every(isOrigin), 'must be origins such as https://logs.example.com, separated by commas, without a path')
    .default([]),
  /** How many proxies stand in front, each of which adds to X-Forwarded-For; `on` is one. */
  TRUST_PROXY: z
    .string()
    .regex(/^(true|false|on|off|yes|no|\d{1,2})$/, 'must be on, off or the number of proxies')
    .transform((v) => (/^\d/.test(v) ? Number(v) : ['true', 'on', 'yes'].includes(v) ? 1 : 0))
    .default(0),
  /** Whom to tell of a weakness, in /.well-known/security.txt: an address of mail or the https address of a page. */
  SECURITY_CONTACT: z
    .union([z.email(), url('mailto', 'https', 'tel')], { error: 'must be an e-mail address, or a URL that starts with https://, mailto: or tel:' })
    .optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  DATABASE_URL: url('postgresql', 'postgres')
    .refine((v) => !URL.canParse(v) || new URL(v).pathname.length > 1, 'must name a database: postgresql://user:password@host:5432/logstream')
    .optional(),
  CLICKHOUSE_URL: url('http', 'https').optional(),
  REDIS_URL: url('redis', 'rediss').optional(),
  /** As browsers take it: `admin@localhost` is one too. */
  ADMIN_EMAIL: z.email({ pattern: z.regexes.html5Email, error: 'must be an e-mail address' }).default('admin@logstream.local'),
  ADMIN_PASSWORD: secret(8, 1024).optional(),
  INGEST_TOKEN: secret(16, 256)
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces')
    .optional(),
  /** Wrong passwords for one account from one address in 15 minutes; ten times that for an account, four times that for an address. */
  SIGN_IN_TRIES: whole(1, 1_000_000).default(10),
  /** Signs sessions and seals what waits; without it a key is made in DATA_DIR. SECRET_KEY is the name it had before. */
  SIGNING_KEY: secret(32, 1024).optional(),
  SECRET_KEY: secret(32, 1024).optional(),
  /** Who may make an account: anyone, whoever has an invitation, or nobody. */
  REGISTRATION: oneOf('open', 'invitation', 'off').default('invitation'),
  SMTP_URL: url('smtp', 'smtps').optional(),
  MAIL_FROM: z
    .string()
    .min(3)
    .max(320)
    .regex(/^[^\r\n]*@[^\r\n]*$/, 'must be an address, such as LogStream <logs@example.com>')
    .optional(),
  /** Names of the parts of SMTP_URL in use before. */
  SMTP_HOST: z.string().optional(),
  SMTP_PORT: whole(1, 65_535).optional(),
  SMTP_USER: z.string().optional(),
  SMTP_PASSWORD: z.string().optional(),
  /** Single sign-on by OpenID Connect; on when issuer and client id are set. */
  OIDC_ISSUER: url('https', 'http').optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: secret(1, 1024).optional(),
  OIDC_NAME: z.string().max(60).default('Single sign-on'),
  /** Where people whom it brings get their account, when REGISTRATION is open. */
  OIDC_TENANT: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/)
    .default('default'),
  LOG_RETENTION_DAYS: whole(1, 3650).default(7),
  LOG_LEVEL: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent').default('info'),
  /** Of the platform's own log: `text` is for people, `json` for collectors. */
  LOG_FORMAT: oneOf('text', 'json').default('text'),
  /** Most bytes of records that wait in memory for the store, over all senders; beyond it senders get 503. */
  INGEST_QUEUE_BYTES: whole(1_048_576).default(64 * 1024 * 1024),
  /** Requests a second that one token may send; beyond it senders get 429. 0 turns the limit off. */
  INGEST_REQUESTS_PER_SECOND: whole(0).default(2000),
  /** Calls that one key or address may make, by group; a signed-in person may make ten times as many. 0 turns a limit off. */
  RATE_LIMITS: flag.default(true),
  RATE_LIMIT_GENERAL: callsMax.default(100),
  RATE_LIMIT_SEARCH: callsMax.default(50),
  RATE_LIMIT_RECENT: callsMax.default(100),
  RATE_LIMIT_BY_ID: callsMax.default(200),
  RATE_LIMIT_SIGN_IN: callsMax.default(20),
  RATE_LIMIT_REGISTER: callsMax.default(10),
  /** Memory of the embedded engine, in MB; 0 lets it follow the machine. */
  ENGINE_MEMORY_MB: whole(0).default(0),
});

/** The provider of single sign-on. */
export interface OidcSettings {
  issuer: string;
  clientId: string;
  clientSecret: string | undefined;
  /** What the button says. */
  name: string;
  tenant: string;
}

export interface Settings {
  port: number;
  host: string;
  publicUrl: string | undefined;
  corsOrigins: readonly string[];
  /** How many proxies in front are believed; 0 for none. */
  trustProxy: number;
  securityContact: string | undefined;
  /** Absolute. */
  dataDir: string;
  databaseUrl: string | undefined;
  clickhouseUrl: string | undefined;
  redisUrl: string | undefined;
  adminEmail: string;
  adminPassword: string | undefined;
  ingestToken: string | undefined;
  signInTries: number;
  signingKey: string | undefined;
  registration: 'open' | 'invitation' | 'off';
  smtpUrl: string | undefined;
  mailFrom: string;
  oidc: OidcSettings | undefined;
  retentionDays: number;
  logLevel: string;
  logFormat: 'text' | 'json';
  ingestQueueBytes: number;
  ingestRequestsPerSecond: number;
  /** Most calls of one key or address, by group; 0 for no limit. */
  rateLimits: Readonly<Record<RateGroup, number>>;
  engineMemoryMb: number;
}

/** Groups of routes that are limited together. */
export type RateGroup = 'general' | 'search' | 'recent' | 'by-id' | 'sign-in' | 'register';

export const SETTINGS = Symbol('SETTINGS');

/** What is wrong with the environment, one line a setting; a value is named, never printed. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`Some settings are wrong:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
    this.name = 'SettingsError';
  }
}

type Environment = z.infer<typeof environment>;

function smtpUrlOf(e: Environment): string | undefined {
  if (e.SMTP_URL !== undefined || e.SMTP_HOST === undefined) return e.SMTP_URL;
  const server = new URL(`${e.SMTP_PORT === 465 ? 'smtps' : 'smtp'}://${e.SMTP_HOST}:${e.SMTP_PORT ?? 587}`);
  server.username = encodeURIComponent(e.SMTP_USER ?? '');
  server.password = encodeURIComponent(e.SMTP_PASSWORD ?? '');
  return server.href;
}

function oidcOf(e: Environment): OidcSettings | undefined {
  if (e.OIDC_ISSUER === undefined && e.OIDC_CLIENT_ID === undefined) return undefined;
  if (e.OIDC_ISSUER === undefined || e.OIDC_CLIENT_ID === undefined) throw new SettingsError(['OIDC_ISSUER, OIDC_CLIENT_ID: single sign-on needs both']);
  return Object.freeze({
    issuer: e.OIDC_ISSUER,
    clientId: e.OIDC_CLIENT_ID,
    clientSecret: e.OIDC_CLIENT_SECRET,
    name: e.OIDC_NAME,
    tenant: e.OIDC_TENANT,
  });
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
    corsOrigins: Object.freeze(e.CORS_ORIGINS),
    trustProxy: e.TRUST_PROXY,
    securityContact: e.SECURITY_CONTACT,
    dataDir: path.resolve(cwd, e.DATA_DIR),
    databaseUrl: e.DATABASE_URL,
    clickhouseUrl: e.CLICKHOUSE_URL,
    redisUrl: e.REDIS_URL,
    adminEmail: e.ADMIN_EMAIL.toLowerCase(),
    adminPassword: e.ADMIN_PASSWORD,
    ingestToken: e.INGEST_TOKEN,
    signInTries: e.SIGN_IN_TRIES,
    signingKey: e.SIGNING_KEY ?? e.SECRET_KEY,
    registration: e.REGISTRATION,
    smtpUrl: smtpUrlOf(e),
    mailFrom: e.MAIL_FROM ?? `LogStream <no-reply@${e.PUBLIC_URL === undefined ? 'logstream.local' : new URL(e.PUBLIC_URL).hostname}>`,
    oidc: oidcOf(e),
    retentionDays: e.LOG_RETENTION_DAYS,
    logLevel: e.LOG_LEVEL,
    logFormat: e.LOG_FORMAT,
    ingestQueueBytes: e.INGEST_QUEUE_BYTES,
    ingestRequestsPerSecond: e.INGEST_REQUESTS_PER_SECOND,
    rateLimits: rateLimitsOf(e),
    engineMemoryMb: e.ENGINE_MEMORY_MB,
  });
}

function rateLimitsOf(e: z.infer<typeof environment>): Settings['rateLimits'] {
  const limit = (calls: number) => (e.RATE_LIMITS ? calls : 0);
  return Object.freeze({
    general: limit(e.RATE_LIMIT_GENERAL),
    search: limit(e.RATE_LIMIT_SEARCH),
    recent: limit(e.RATE_LIMIT_RECENT),
    'by-id': limit(e.RATE_LIMIT_BY_ID),
    'sign-in': limit(e.RATE_LIMIT_SIGN_IN),
    register: limit(e.RATE_LIMIT_REGISTER),
  });
}
