import { readSettings, SettingsError } from './settings.js';

describe('readSettings', () => {
  it('needs nothing', () => {
    expect(readSettings({ PORT: '' }, '/srv')).toMatchObject({ port: 3000, host: '0.0.0.0', dataDir: '/srv/data', corsOrigins: [], logFormat: 'text' });
  });

  it('names everything that is wrong at once, and never the value', () => {
    const read = () => readSettings({ PORT: 'geheim', DATABASE_URL: 'mysql://u:geheim@h/d', INGEST_TOKEN: 'geheim' }, '/');
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(/PORT[\s\S]*DATABASE_URL[\s\S]*INGEST_TOKEN/);
    expect(read).not.toThrow(/geheim/);
  });

  it('says what a value must be, in words', () => {
    const wrong = {
      PORT: 'x',
      TRUST_PROXY: 'maybe',
      CORS_ORIGINS: 'https://a.example, b.example',
      DATABASE_URL: 'postgresql://user@host:5432',
      LOG_LEVEL: 'loud',
      ADMIN_PASSWORD: 'short',
      INGEST_QUEUE_BYTES: '5',
    };
    const problems = () => readSettings(wrong, '/');
    expect(problems).toThrow(`Some settings are wrong:
  - PORT: must be a whole number from 0 to 65535
  - CORS_ORIGINS: must be origins such as https://logs.example.com, separated by commas, without a path
  - TRUST_PROXY: must be on, off or the number of proxies
  - DATABASE_URL: must name a database: postgresql://user:password@host:5432/logstream
  - ADMIN_PASSWORD: must have 8 to 1024 characters
  - LOG_LEVEL: must be one of trace, debug, info, warn, error, fatal, silent
  - INGEST_QUEUE_BYTES: must be a whole number, 1048576 or more`);
    expect(readSettings({ CORS_ORIGINS: 'https://a.example, http://b:8080', TRUST_PROXY: 'on' }, '/')).toMatchObject({
      corsOrigins: ['https://a.example', 'http://b:8080'],
      trustProxy: 1,
    });
  });

  it.each(['admin@localhost', 'a@b.c'])('takes %s for the admin', (email) => {
    expect(readSettings({ ADMIN_EMAIL: email }, '/').adminEmail).toBe(email);
  });

  it.each(['SIGNING_KEY', 'SECRET_KEY', 'ADMIN_PASSWORD', 'INGEST_TOKEN', 'OIDC_CLIENT_SECRET'])('refuses a placeholder as %s', (name) => {
    expect(() => readSettings({ [name]: 'change-me-change-me-change-me-change-me' }, '/')).toThrow(`${name}: is a placeholder`);
    expect(() => readSettings({ [name]: 'changeme' }, '/')).toThrow(name);
  });

  it('takes the names that were in use before', () => {
    const env = { SECRET_KEY: 'k8yWq2-the-operator-has-chosen-it', SMTP_HOST: 'mail.example.com', SMTP_PORT: '465', SMTP_USER: 'a@b', SMTP_PASSWORD: 'p/w' };
    expect(readSettings(env, '/')).toMatchObject({ signingKey: env.SECRET_KEY, smtpUrl: 'smtps://a%40b:p%2Fw@mail.example.com:465' });
  });

  it('has single sign-on whole or not at all', () => {
    expect(readSettings({}, '/').oidc).toBeUndefined();
    expect(() => readSettings({ OIDC_ISSUER: 'https://id.example.com' }, '/')).toThrow('OIDC_CLIENT_ID');
  });

  it('counts the proxies that are to be believed', () => {
    const proxies = (TRUST_PROXY: string) => readSettings({ TRUST_PROXY }, '/').trustProxy;
    expect(['', 'off', 'no', '0', 'on', 'true', '1', '2'].map(proxies)).toEqual([0, 0, 0, 0, 1, 1, 1, 2]);
    expect(() => proxies('10.0.0.0/8')).toThrow(/TRUST_PROXY: must be on, off or the number of proxies/);
  });

  it('raises each limit of calls by itself and turns all off at once', () => {
    const limits = (env: Record<string, string>) => readSettings(env, '/').rateLimits;
    expect(limits({})).toEqual({ general: 100, search: 50, recent: 100, 'by-id': 200, 'sign-in': 20, register: 10 });
    expect(limits({ RATE_LIMIT_GENERAL: '7', RATE_LIMIT_REGISTER: '0' })).toMatchObject({ general: 7, search: 50, register: 0 });
    expect(new Set(Object.values(limits({ RATE_LIMITS: 'off', RATE_LIMIT_GENERAL: '7' })))).toEqual(new Set([0]));
  });

  it('cannot be changed', () => {
    expect(Object.isFrozen(readSettings({}, '/'))).toBe(true);
  });
});
