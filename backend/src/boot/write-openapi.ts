// npm run openapi: writes the description of the HTTP interface without starting any store; --check only compares.
import 'reflect-metadata';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AppModule } from '../app.module.js';
import { PROJECT_ROOT } from '../platform/config/project-root.js';
import { readSettings } from '../platform/config/settings.js';
import { createApp } from '../platform/http/create-app.js';
import { describeApi } from '../platform/http/openapi.js';
import { silentLog } from '../platform/telemetry/logger.js';

const FILE = path.join(PROJECT_ROOT, 'docs', 'openapi.json');

/** Only wired: nothing connects to these addresses. */
const NOWHERE = { postgresUrl: 'postgresql://nobody@127.0.0.1:1/none', clickhouse: { url: 'http://127.0.0.1:1' } };

async function describe(): Promise<string> {
  const settings = readSettings({}, PROJECT_ROOT);
  const { app } = await createApp(AppModule.with(settings, NOWHERE), settings, { log: silentLog, preview: true });
  return `${JSON.stringify(describeApi(app), null, 2)}\n`;
}

async function main(check: boolean): Promise<number> {
  const described = await describe();
  const committed = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
  if (described === committed) return 0;
  if (check) {
    process.stderr.write('docs/openapi.json is not what the app says. Run: npm run openapi\n');
    return 1;
  }
  writeFileSync(FILE, described);
  process.stdout.write('docs/openapi.json is written.\n');
  return 0;
}

main(process.argv.includes('--check')).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
