import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Settings } from '../platform/config/settings.js';

export interface WelcomeFacts {
  url: string;
  /** Only when the first admin was made at this start. */
  admin?: { email: string; password: string } | undefined;
  seconds: number;
  /** Folder in which the person typed the command, for a short path. */
  typedIn: string;
}

function quoteForShell(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Where programs on this machine reach the app. */
export function localAddress(host: string, port: number): string {
  const isEverywhere = host === '0.0.0.0' || host === '::';
  return `http://${isEverywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Where people reach the app: the public address when one is set, else this machine. */
export function addressOf(settings: Settings, port: number): string {
  return settings.publicUrl ?? localAddress(settings.host, port).replace('//127.0.0.1:', '//localhost:');
}

/** What a person needs after the start: the address, the sign-in (first time only), and a command that sends a log. */
export function welcomeLines(settings: Settings, facts: WelcomeFacts): string[] {
  const tokenFile = path.join(settings.dataDir, 'ingest-token');
  const relative = path.relative(facts.typedIn, tokenFile);
  const shown = relative.startsWith('..') ? tokenFile : relative;
  const token = existsSync(tokenFile) ? `$(cat ${quoteForShell(shown)})` : '$INGEST_TOKEN';
  const { admin } = facts;
  return [
    '',
    `LogStream is ready: ${facts.url}   (${facts.seconds.toFixed(1)} s)`,
    ...(admin
      ? [
          '',
          `  Sign in   ${admin.email}`,
          settings.adminPassword === undefined ? `  Password  ${admin.password}   (shown this once; write it down)` : '  Password  as ADMIN_PASSWORD says',
        ]
      : []),
    '',
    '  Send a log:',
    `  curl -X POST ${facts.url}/api/v1/logs/ingest -H "Authorization: Bearer ${token}" -H 'Content-Type: application/json' -d '{"source":"shop","severity":"info","message":"Hello, LogStream"}'`,
    '',
    '  Ctrl-C ends it.',
    '',
  ];
}
