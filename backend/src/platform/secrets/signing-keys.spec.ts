import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { StartError } from '../errors/start-error.js';
import { SigningKeys } from './signing-keys.js';

describe('SigningKeys', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(path.join(os.tmpdir(), 'signing-keys-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  it('makes a secret once, for its owner only, and finds it again', () => {
    const made = SigningKeys.load(dir);
    expect(SigningKeys.load(dir)).toEqual(made);
    expect(made.accessToken).not.toEqual(made.refreshToken);
    expect(readdirSync(path.join(dir, 'secrets'))).toEqual(['signing-key']);
    expect(statSync(path.join(dir, 'secrets')).mode & 0o777).toBe(0o700);
    expect(statSync(path.join(dir, 'secrets', 'signing-key')).mode & 0o777).toBe(0o600);
  });

  it('takes a given secret instead and writes nothing', () => {
    const given = SigningKeys.load(dir, 'a secret that the operator has chosen');
    expect(given).toEqual(SigningKeys.load(path.join(dir, 'other'), 'a secret that the operator has chosen'));
    expect(given).not.toEqual(SigningKeys.load(dir, 'a secret that the operator has chosen!'));
    expect(new Set(Object.values(given).map((key: Buffer) => key.toString('hex'))).size).toBe(5);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('differs from folder to folder', () => {
    expect(SigningKeys.load(path.join(dir, 'a')).accessToken).not.toEqual(SigningKeys.load(path.join(dir, 'b')).accessToken);
  });

  it('refuses a damaged file in one sentence', () => {
    SigningKeys.load(dir);
    writeFileSync(path.join(dir, 'secrets', 'signing-key'), 'short');
    expect(() => SigningKeys.load(dir)).toThrow(StartError);
  });
});
