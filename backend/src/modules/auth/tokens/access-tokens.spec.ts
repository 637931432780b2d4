import { JwtService } from '@nestjs/jwt';
import { AccessTokens } from './access-tokens.js';

const SECRET = Buffer.alloc(32, 1);
const subject = {
  userId: 'u',
  sessionId: 's',
  tenant: 'default',
  email: 'a@x.y',
  role: 'admin',
  isOwner: true,
  limitQuery: 'source:a',
  accessVersion: 3,
} as const;

function tokensWith(over: { secret?: Buffer; audience?: string; expiresIn?: number } = {}): AccessTokens {
  const audience = over.audience ?? 'logstream';
  const signOptions = { algorithm: 'HS256', expiresIn: over.expiresIn ?? 900, issuer: 'logstream', audience } as const;
  return new AccessTokens(
    new JwtService({ secret: over.secret ?? SECRET, signOptions, verifyOptions: { algorithms: ['HS256'], issuer: 'logstream', audience } }),
  );
}

describe('AccessTokens', () => {
  const tokens = tokensWith();

  it('reads back who a token speaks for, with what they may do', () => {
    const { principal, accessVersion } = tokens.read(tokens.issue(subject));
    expect(accessVersion).toBe(3);
    expect(principal).toEqual({
      kind: 'user',
      tenant: 'default',
      userId: 'u',
      sessionId: 's',
      email: 'a@x.y',
      role: 'admin',
      isOwner: true,
      limitQuery: 'source:a',
      scopes: ['read', 'ingest', 'admin'],
      expiresAtMs: expect.any(Number),
    });
    expect(tokens.read(tokens.issue({ ...subject, role: 'user' })).principal.scopes).toEqual(['read']);
  });

  it('tells an expired token from a wrong one', () => {
    expect(() => tokens.read(tokensWith({ expiresIn: -1 }).issue(subject))).toThrow(
      expect.objectContaining({ code: 'unauthenticated', details: { reason: 'expired' } }),
    );
  });

  it.each([
    ['of another key', tokensWith({ secret: Buffer.alloc(32, 2) }).issue(subject)],
    ['for another audience', tokensWith({ audience: 'other' }).issue(subject)],
    ['without a signature', `${Buffer.from('{"alg":"none"}').toString('base64url')}.${tokens.issue(subject).split('.')[1]}.`],
    ['that is no token', 'nonsense'],
  ])('refuses one %s', (_, token) => {
    expect(() => tokens.read(token)).toThrow(expect.objectContaining({ code: 'unauthenticated', details: undefined }));
  });
});
