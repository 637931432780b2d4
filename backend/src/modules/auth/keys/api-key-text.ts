import { hash, randomBytes } from 'node:crypto';

/** What a key may look like on the wire; everything else is refused before it is looked up. */
const KEY_TEXT = /^[\x21-\x7e]{16,256}$/;

export function isApiKeyText(text: string): boolean {
  return KEY_TEXT.test(text);
}

/** The stored form of a key. Keys are long and random, so a plain SHA-256 cannot be guessed back. */
export function hashApiKey(text: string): string {
  return hash('sha256', text);
}

/** A new ingest token: `ls_` and 192 random bits. */
export function newIngestToken(): string {
  return `ls_${randomBytes(24).toString('base64url')}`;
}
