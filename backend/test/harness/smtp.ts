import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface TestMail {
  from: string;
  to: string[];
  raw: string;
}

export interface TestSmtp {
  url: string;
  received: TestMail[];
  /** Answers with this code instead of taking a recipient, until it is taken back. */
  refuseWith(code: number | undefined): void;
  /** Resolves when so many mails have come. */
  arrived(count: number): Promise<TestMail[]>;
  /** Takes the first mail to this address that nobody has taken; waits for it. */
  next(address: string): Promise<TestMail>;
  /** The same; gives the code in it. */
  nextCode(address: string): Promise<string>;
  stop(): Promise<void>;
}

/** A real mail server on a free port of this machine that keeps what it gets. It asks for user `app` and password `p@ss`. */
export async function startTestSmtp(): Promise<TestSmtp> {
  const received: TestMail[] = [];
  const waiting = new Set<() => void>();
  let refusal: number | undefined;
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      username === 'app' && password === 'p@ss' ? done(null, { user: username }) : done(new Error('Invalid username or password')),
    onRcptTo: (_address, _session, done) => {
      if (refusal === undefined) return done();
      done(Object.assign(new Error('Not now'), { responseCode: refusal }));
    },
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address), raw: Buffer.concat(parts).toString('utf8') });
        done();
        for (const check of waiting) check();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  /** Looks now and after each mail, until it finds something. */
  const until = <T>(look: () => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const check = () => {
        const found = look();
        if (found === undefined) return;
        waiting.delete(check);
        resolve(found);
      };
      waiting.add(check);
      check();
    });
  const next = (address: string) =>
    until(() => {
      const index = received.findIndex(({ to }) => to.includes(address));
      return index < 0 ? undefined : received.splice(index, 1)[0];
    });
  return {
    url: `smtp://app:p%40ss@127.0.0.1:${port}`,
    received,
    refuseWith: (code) => (refusal = code),
    arrived: (count) => until(() => (received.length < count ? undefined : received)),
    next,
    nextCode: async (address) => /^ {4}(\d{6})\r?$/m.exec((await next(address)).raw)?.[1] ?? 'there is no code in it',
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
