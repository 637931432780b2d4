import { USERNAME, usernameBeside, usernameFromEmail } from './usernames.js';

describe('user names', () => {
  it.each([
    ['ann.lee@example.com', 'ann.lee'],
    ['ann+logs@example.com', 'ann-logs'],
    ['_x@example.com', 'person-x'],
    ['ö@example.com', 'person'],
    [`${'a'.repeat(64)}@example.com`, 'a'.repeat(32)],
  ])('are made of %s', (email, username) => {
    expect(usernameFromEmail(email)).toBe(username);
    expect(username).toMatch(USERNAME);
    expect(usernameBeside(username, '0f8fad5b-d9cb-469f-a165-70867728950e')).toMatch(USERNAME);
  });

  it('are never addresses', () => {
    expect('ann@example.com').not.toMatch(USERNAME);
  });
});
