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

  it.each(['admin@localhost', 'a@b.c'])('takes %s for the admin', (email) => {
    expect(readSettings({ ADMIN_EMAIL: email }, '/').adminEmail).toBe(email);
  });

  it('cannot be changed', () => {
    expect(Object.isFrozen(readSettings({}, '/'))).toBe(true);
  });
});
