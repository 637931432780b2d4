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
