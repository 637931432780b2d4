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

/** Characters of a key that tell it from others; the rest, 144 random bits and more, stays secret. */
const PREFIX_LENGTH = 12;

/** A new API key: `lsk_` and 192 random bits, with the beginning by which people recognise it. */
export function newApiKey(): { text: string; prefix: string } {
  const text = `lsk_${randomBytes(24).toString('base64url')}`;
  return { text, prefix: text.slice(0, PREFIX_LENGTH) };
}
