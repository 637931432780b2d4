import type { Letter } from '../mail/compose.js';

const MINUTES = 'The code is good for 10 minutes. Nobody of us asks you for it.';

/** For somebody who registers. The name tells apart who has asked, when several did with this address. */
export function verifyEmailLetter(code: string, username: string): Letter {
  return { subject: 'Your LogStream code', paragraphs: [`Enter this code to make your account "${username}":`, MINUTES], code };
}

/** For the owner of an address with which somebody registers again. */
export function alreadyRegisteredLetter(username: string): Letter {
  const paragraphs = [
    `Somebody has tried to make an account with your address, but you have one already: "${username}".`,
    'To come in, sign in; if you have forgotten the password, follow "Forgot password" there.',
  ];
  return { subject: 'You have a LogStream account', paragraphs };
}

export function resetPasswordLetter(code: string, username: string): Letter {
  return { subject: 'Your LogStream code', paragraphs: [`Enter this code to choose a new password for "${username}":`, MINUTES], code };
}
