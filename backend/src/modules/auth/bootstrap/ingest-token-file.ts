import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../../../platform/errors/error-facts.js';
import { isApiKeyText } from '../keys/api-key-text.js';

/** Where the tools on this machine find the ingest token. */
export function ingestTokenFile(dataDir: string): string {
  return path.join(dataDir, 'ingest-token');
}

/** The token in the file; undefined when there is no file or no token in it. */
export function readIngestToken(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return isApiKeyText(text) ? text : undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes the file whole or not at all, for its owner only. */
export function writeIngestToken(file: string, token: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${token}\n`, { mode: 0o600, flush: true });
  chmodSync(draft, 0o600);
  renameSync(draft, file);
}
