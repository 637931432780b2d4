import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Settings } from '../platform/config/settings.js';

export interface WelcomeFacts {
  url: string;
  /** Only when the first admin was made at this start. */
  admin?: { email: string; password: string } | undefined;
  seconds: number;
}

function quoteForShell(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Where a person reaches the app: the public address when one is set, else this machine. */
export function addressOf(settings: Settings, port: number): string {
  if (settings.publicUrl !== undefined) return settings.publicUrl;
  const isEverywhere = settings.host === '0.0.0.0' || settings.host === '::';
  const host = isEverywhere ? 'localhost' : settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  return `http://${host}:${port}`;
}

/** What a person needs after the start: the address, the sign-in (first time only), and a command that sends a log. */
export function welcomeLines(settings: Settings, facts: WelcomeFacts): string[] {
  const tokenFile = path.join(settings.dataDir, 'ingest-token');
  const shown = path.relative(process.cwd(), tokenFile).startsWith('..') ? tokenFile : path.relative(process.cwd(), tokenFile);
  const token = existsSync(tokenFile) ? `$(cat ${quoteForShell(shown)})` : '$INGEST_TOKEN';
  const { admin } = facts;
  return [
    '',
    `LogStream is ready: ${facts.url}   (${facts.seconds.toFixed(1)} s)`,
    ...(admin ? ['', `  Sign in   ${admin.email}`, `  Password  ${admin.password}   (shown this once; write it down)`] : []),
    '',
    '  Send a log:',
    `  curl -X POST ${facts.url}/api/v1/logs/ingest -H "Authorization: Bearer ${token}" -H 'Content-Type: application/json' -d '{"source":"shop","severity":"info","message":"Hello, LogStream"}'`,
    '',
    '  Ctrl-C ends it.',
    '',
  ];
}
