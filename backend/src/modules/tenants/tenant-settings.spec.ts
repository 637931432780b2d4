import { readTenantSettings } from './tenant-settings.js';

describe('readTenantSettings', () => {
  it('gives what was set, and the defaults for all else', () => {
    expect(readTenantSettings({ usersMayMakeRules: false, of: 'another version' })).toEqual({ usersMayMakeRules: false });
    for (const stored of [{}, null, 'x', { usersMayMakeRules: 'yes' }]) expect(readTenantSettings(stored)).toEqual({ usersMayMakeRules: true });
  });
});
