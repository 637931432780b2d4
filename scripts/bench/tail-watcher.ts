import { io, type Socket } from 'socket.io-client';

interface Frame {
  tailId: string;
  seq: number;
  logs: { id: string }[];
  matched: number;
  delivered: number;
  skipped: number;
  mode: string;
}

interface Credentials {
  url: string;
  email: string;
  password: string;
}

/** Signs in over HTTP. @returns the access token */
export async function signIn({ url, email, password }: Credentials): Promise<string> {
  const response = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  const answer = (await response.json()) as { accessToken?: string };
  if (!answer.accessToken) throw new Error(`sign-in: ${response.status} ${JSON.stringify(answer)}`);
  return answer.accessToken;
}

/** Logs in the store during the last day. */
export async function storeCount(credentials: Credentials): Promise<number> {
  const headers = { authorization: `Bearer ${await signIn(credentials)}` };
  const response = await fetch(`${credentials.url}/api/v1/logs/search?from=now-1d&to=now&limit=1&count=true`, { headers });
  const answer = (await response.json()) as { stats?: { total?: number } };
  if (answer.stats?.total === undefined) throw new Error(`search: ${response.status} ${JSON.stringify(answer)}`);
  return answer.stats.total;
}

/** A live client that is not the page: adds up what the server says and what really came. */
export class TailWatcher {
  rows = 0;
  matched = 0;
  delivered = 0;
  skipped = 0;
  /** Frames whose numbers do not fit each other, or that came out of order. */
  wrongFrames = 0;
  readonly modes: Record<string, number> = {};
  private frames = 0;
  private readonly socket: Socket;
  private readonly credentials: Credentials;

  private constructor(credentials: Credentials, token: string) {
    this.credentials = credentials;
    this.socket = io(`${credentials.url}/live`, { auth: { token }, transports: ['websocket'], forceNew: true, reconnection: false });
  }

  /** Connects and follows everything. */
  static async start(credentials: Credentials): Promise<TailWatcher> {
    const watcher = new TailWatcher(credentials, await signIn(credentials));
    await new Promise<void>((resolve, reject) => {
      watcher.socket.once('connect', resolve);
      watcher.socket.once('connect_error', reject);
    });
    watcher.socket.on('tail:frame', (frame: Frame) => watcher.take(frame));
    watcher.socket.on('auth:expiring', () => void signIn(watcher.credentials).then((token) => watcher.socket.emit('auth:renew', { token }, () => undefined)));
    const answer = (await watcher.socket.timeout(10_000).emitWithAck('tail:start', {})) as { error?: { message: string } };
    if (answer.error) throw new Error(`tail:start: ${answer.error.message}`);
    return watcher;
  }

  stop(): void {
    this.socket.disconnect();
  }

  private take(frame: Frame): void {
    this.frames += 1;
    this.rows += frame.logs.length;
    this.matched += frame.matched;
    this.delivered += frame.delivered;
    this.skipped += frame.skipped;
    this.modes[frame.mode] = (this.modes[frame.mode] ?? 0) + 1;
    if (frame.matched !== frame.delivered + frame.skipped || frame.seq !== this.frames) this.wrongFrames += 1;
    this.socket.emit('tail:ack', { tailId: frame.tailId, seq: frame.seq });
  }
}
