import { assertGoodPassword } from './password-rules.js';

describe('assertGoodPassword', () => {
  const check = (password: string, known: string[] = []) => assertGoodPassword(password, known);
  const because = (text: string) => expect.objectContaining({ code: 'bad_request', message: expect.stringContaining(text) });

  it('takes what is hard to guess', async () => {
    for (const password of ['correct horse battery', 'k8yWq2!x', 'Übergrößenträger von Köln', 'ж'.repeat(3) + 'qz7#Lm']) await check(password);
  });

  it('refuses what is short or long, by characters and by bytes', async () => {
    await expect(check('aB3$xYz')).rejects.toEqual(because('8 characters or more'));
    await expect(check('🦊🦊🦊🦊')).rejects.toEqual(because('8 characters or more'));
    await expect(check('aB3$xYz9'.repeat(129))).rejects.toEqual(because('at most 1024 bytes'));
    await check('aB3$xYz9'.repeat(128));
  });

  it.each(['password', 'password1', 'Passw0rd', '12345678', 'qwertyuiop', 'aaaaaaaaaaaa', 'logstream1'])('refuses %s, with a reason', async (password) => {
    await expect(check(password)).rejects.toEqual(because('too easy to guess. '));
  });

  it('refuses what others know of the person', async () => {
    await check('brontosaurus.kowalski');
    await expect(check('brontosaurus.kowalski', ['brontosaurus.kowalski@example.com'])).rejects.toEqual(because('too easy to guess'));
  });

  it('says which field is wrong', async () => {
    await expect(assertGoodPassword('x', [], 'newPassword')).rejects.toMatchObject({ details: { problems: [{ field: 'newPassword' }] } });
  });
});
