const FIRST_WAIT_MS = 3_000;
const LONGEST_WAIT_MS = 5 * 60_000;

export interface FailedTry {
  /** How many tries there were, this one too. */
  attempts: number;
  expiresAt: Date;
  /** What the mail server answered, when it answered. */
  responseCode?: number;
  /** SMTP command that was refused, such as `RCPT TO`. */
  command?: string;
}

/**
 * When to try again, or that it is of no use: the mail ends before, or the server refuses its recipient for good (RFC 5321, section
 * 4.2.1: 5yz). A refusal of who we are is one of the settings, which an operator can mend in time.
 */
export function decideNextTry({ attempts, expiresAt, responseCode = 0, command = '' }: FailedTry, nowMs: number): { tryAt: Date } | 'give-up' {
  const forGood = responseCode >= 500 && !command.startsWith('AUTH') && responseCode !== 530 && responseCode !== 535;
  const tryAtMs = nowMs + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 3 ** (attempts - 1));
  return forGood || tryAtMs >= expiresAt.getTime() ? 'give-up' : { tryAt: new Date(tryAtMs) };
}
