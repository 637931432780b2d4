import { hkdfSync, randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { errorCode, errorText } from '../errors/error-facts.js';
import { StartError } from '../errors/start-error.js';

const KEY_BYTES = 32;

function derive(master: Buffer, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, '', `logstream ${use}`, KEY_BYTES));
}

/** The keys behind everything that the platform signs or seals, derived from one secret (HKDF, RFC 5869). They never leave the process. */
export class SigningKeys {
  private constructor(
    readonly accessToken: Buffer,
    readonly refreshToken: Buffer,
    /** Keys the hashes of one-time codes, which are too short to be hashed without one. */
    readonly oneTimeCode: Buffer,
    /** Seals mails that wait (AES-256). */
    readonly mail: Buffer,
    /** Signs the cookie that carries a single sign-on from its start to its end. */
    readonly singleSignOn: Buffer,
  ) {}

  /** @param master a secret of 32 bytes, or a longer text */
  static from(master: Buffer): SigningKeys {
    return new SigningKeys(
      derive(master, 'access token'),
      derive(master, 'refresh token'),
      derive(master, 'one-time code'),
      derive(master, 'mail'),
      derive(master, 'single sign-on'),
    );
  }

  /**
   * Takes the secret that is given, else reads that of a data folder, or makes one there at the first start
   * (`secrets/signing-key`, for its owner only).
   * @throws StartError when the file cannot be read, written or understood
   */
  static load(dataDir: string, given?: string): SigningKeys {
    if (given !== undefined) return SigningKeys.from(Buffer.from(given));
    const file = path.join(dataDir, 'secrets', 'signing-key');
    try {
      return SigningKeys.from(readSecret(file) ?? createSecret(file));
    } catch (error) {
      if (error instanceof StartError) throw error;
      throw new StartError(`The signing key ${file} cannot be used: ${errorText(error)}.`, { cause: error });
    }
  }
}

function readSecret(file: string): Buffer | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  const secret = Buffer.from(text, 'base64url');
  if (secret.length !== KEY_BYTES) throw new StartError(`The signing key ${file} is damaged. Delete it to get a new one; everybody then signs in again.`);
  return secret;
}

/** The file appears whole or not at all, and two instances that start together end up with the same one. */
function createSecret(file: string): Buffer {
  const dir = path.dirname(file);
  mkdirSync(dir, { recursive: true });
  chmodSync(dir, 0o700);
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('base64url')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  const secret = readSecret(file);
  if (!secret) throw new StartError(`The signing key ${file} vanished while it was made. Start again.`);
  return secret;
}
