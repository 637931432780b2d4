import { isPlaceholder } from './placeholders.js';

describe('isPlaceholder', () => {
  it.each([
    'changeme',
    'change-me',
    'CHANGE_ME_NOW',
    'secret',
    'SecretPassword',
    'your-secret-key',
    'your_super_secret_key_here',
    '<signing key>',
    'x'.repeat(40),
    'abab abab abab',
  ])('knows %s', (text) => expect(isPlaceholder(text)).toBe(true));

  it.each(['correct horse battery', 'a-token-of-the-operator', 'ls_stack_test_token_0123456789', 'Vt5w-secret-9ZkQ', 'the-token-after-the-leak'])(
    'takes %s',
    (text) => expect(isPlaceholder(text)).toBe(false),
  );
});
