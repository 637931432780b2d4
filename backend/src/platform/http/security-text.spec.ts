import { readSettings } from '../config/settings.js';
import { securityText } from './security-text.js';

const NOW_MS = Date.parse('2026-11-25T10:00:00Z');
const textFor = (env: Record<string, string>) => securityText(readSettings(env, '/'), NOW_MS);

describe('security.txt', () => {
  it('names the contact that the settings give, and ends within a year', () => {
    const text = textFor({ SECURITY_CONTACT: 'safe@example.com', PUBLIC_URL: 'https://logs.example' });
    expect(text.split('\n')).toEqual([
      'Contact: mailto:safe@example.com',
      'Expires: 2027-05-24T00:00:00Z',
      'Preferred-Languages: en',
      'Canonical: https://logs.example/.well-known/security.txt',
      '',
    ]);
    expect(textFor({ SECURITY_CONTACT: 'https://example.com/report' })).toContain('Contact: https://example.com/report\n');
  });

  it('falls back to the mailbox that is kept for it, and never shows who the admin is', () => {
    expect(textFor({ ADMIN_EMAIL: 'boss@example.com' })).toContain('Contact: mailto:security@localhost\n');
    expect(textFor({ ADMIN_EMAIL: 'boss@example.com' })).not.toContain('boss');
    expect(textFor({ PUBLIC_URL: 'https://logs.example:8443' })).toContain('Contact: mailto:security@logs.example\n');
  });

  it('is refused when it is neither mail nor link', () => {
    expect(() => textFor({ SECURITY_CONTACT: 'javascript:alert(1)' })).toThrow('SECURITY_CONTACT');
  });
});
