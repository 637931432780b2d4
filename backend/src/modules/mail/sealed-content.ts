import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What a mail says, twice. */
export interface MailContent {
  text: string;
  html: string;
}

const contentShape = z.object({ text: z.string(), html: z.string() });

/** Seals what a mail says (AES-256-GCM); the id of its row is bound in, so that content cannot be moved to another recipient. */
export function sealContent(key: Buffer, mailId: string, content: MailContent): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(mailId));
  const sealed = Buffer.concat([cipher.update(JSON.stringify({ text: content.text, html: content.html }), 'utf8'), cipher.final()]);
  return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), sealed]));
}

/** @throws when it was sealed with another key, or changed */
export function openContent(key: Buffer, mailId: string, sealed: Uint8Array): MailContent {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(mailId)).setAuthTag(tag);
  const text = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  return contentShape.parse(JSON.parse(text));
}
