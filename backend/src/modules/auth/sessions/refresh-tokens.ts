import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SigningKeys } from '../../../platform/secrets/signing-keys.js';

const SESSION_BYTES = 16;
const SECRET_BYTES = 32;
const TAG_BYTES = 16;

export interface RefreshToken {
  text: string;
  /** SHA-256 of the text: what is stored. */
  hash: string;
  sessionId: string;
}

/**
 * Refresh tokens: base64url of session id, secret and tag. The tag proves that the platform issued the token, so a made-up one
 * costs no query and cannot end anyone's session. The secret of a successor is an HMAC of the token before it: whoever presents
 * the same token twice gets the same successor, and still nothing but hashes is stored. Neither the database nor the key alone
 * is enough to make one.
 */
@Injectable()
export class RefreshTokens {
  constructor(private readonly keys: SigningKeys) {}

  /** The first token of a session. @param sessionId UUID */
  first(sessionId: string): RefreshToken {
    return this.seal(sessionId, randomBytes(SECRET_BYTES));
  }

  /** The one token that replaces another. */
  successor(token: RefreshToken): RefreshToken {
    return this.seal(token.sessionId, createHmac('sha256', this.keys.refreshToken).update('successor').update(token.text).digest());
  }

  /** Reads a token; undefined when the platform has not issued it. */
  read(text: string): RefreshToken | undefined {
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length !== SESSION_BYTES + SECRET_BYTES + TAG_BYTES || bytes.toString('base64url') !== text) return undefined;
    const signed = bytes.subarray(0, SESSION_BYTES + SECRET_BYTES);
    if (!timingSafeEqual(this.tag(signed), bytes.subarray(SESSION_BYTES + SECRET_BYTES))) return undefined;
    const id = signed.subarray(0, SESSION_BYTES).toString('hex');
    return { text, hash: hash('sha256', text), sessionId: id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') };
  }

  private seal(sessionId: string, secret: Buffer): RefreshToken {
    const signed = Buffer.concat([Buffer.from(sessionId.replaceAll('-', ''), 'hex'), secret]);
    const text = Buffer.concat([signed, this.tag(signed)]).toString('base64url');
    return { text, hash: hash('sha256', text), sessionId };
  }

  private tag(signed: Buffer): Buffer {
    return createHmac('sha256', this.keys.refreshToken).update('tag').update(signed).digest().subarray(0, TAG_BYTES);
  }
}
