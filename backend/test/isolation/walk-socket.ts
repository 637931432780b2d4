import { ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { io, type Socket } from 'socket.io-client';
import { normalise } from './normalise.js';

/** Namespaces whose events are walked. */
const NAMESPACES = ['/live'];

/** What the walk sends with each event of a client; ids are those of A's tail. A new event needs its line here. */
const PAYLOADS: Readonly<Record<string, (known: { canaryTailId: string; canaryLogId: string; token: string }) => readonly unknown[]>> = {
  'tail:start': ({ canaryLogId }) => [
    { backfill: 500 },
    { backfill: 500, query: 'canary' },
    { sinceCursor: canaryLogId },
    { backfill: 500, source: ['canary-api', 'secret-api', 'own-api'], severity: ['info', 'error', 'fatal'] },
  ],
  'tail:ack': ({ canaryTailId }) => [{ tailId: canaryTailId, seq: 1 }],
  'tail:stop': ({ canaryTailId }) => [{ tailId: canaryTailId }],
  'auth:renew': ({ token }) => [{ token }],
};

const TAILS = PAYLOADS['tail:start']?.({ canaryTailId: '', canaryLogId: '', token: '' }).length ?? 0;
/** Tails of `sendAll` that want every log of B; the others ask for a canary. */
export const OPEN_TAILS = TAILS - 1;

/** Namespaces of the running app that are not walked. */
export function namespacesNotCovered(app: NestFastifyApplication): string[] {
  const gateways = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.providers.values()]);
  return gateways.flatMap(({ metatype }) => {
    if (typeof metatype !== 'function' || Reflect.getMetadata('websockets:is_gateway', metatype) !== true) return [];
    const options = Reflect.getMetadata('websockets:gateway_options', metatype) as { namespace?: string } | undefined;
    const namespace = options?.namespace ?? '/';
    return NAMESPACES.includes(namespace) ? [] : [`namespace ${namespace} is not walked`];
  });
}

const ask = async (socket: Socket, event: string, payload: unknown): Promise<unknown> => socket.timeout(10_000).emitWithAck(event, payload);

interface Push {
  event: string;
  payload: Record<string, unknown>;
}

/** One signed-in socket that keeps everything that it is sent. */
export class ListeningSocket {
  readonly pushes: Push[] = [];
  private constructor(
    readonly socket: Socket,
    private readonly knownLogIds: ReadonlySet<string>,
  ) {
    socket.onAny((event: string, payload: Record<string, unknown>) => {
      this.pushes.push({ event, payload });
      if (event === 'tail:frame') socket.emit('tail:ack', { tailId: payload['tailId'], seq: payload['seq'] });
    });
  }

  static async open(url: string, token: string, knownLogIds: ReadonlySet<string>): Promise<ListeningSocket> {
    const socket = io(`${url}/live`, { auth: { token }, transports: ['websocket'], forceNew: true, reconnection: false });
    const listening = new ListeningSocket(socket, knownLogIds);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return listening;
  }

  /** The events that the running app knows, told by itself. */
  async events(): Promise<string[]> {
    const answer = (await ask(this.socket, 'no:such', {})) as { error: { details: { events: string[] } } };
    return answer.error.details.events;
  }

  /** Sends every event with A's ids. @returns what was answered, and events that are not covered */
  async sendAll(known: { canaryTailId: string; canaryLogId: string; token: string }): Promise<{ answers: string[]; notCovered: string[] }> {
    const events = await this.events();
    const answers: string[] = [];
    for (const event of events) {
      for (const payload of PAYLOADS[event]?.(known) ?? []) {
        answers.push(`${event}: ${normalise(JSON.stringify(await ask(this.socket, event, payload)), this.knownLogIds)}`);
      }
    }
    return { answers, notCovered: events.filter((event) => !(event in PAYLOADS)).map((event) => `socket event ${event} is not walked`) };
  }

  /** Resolves when what was pushed satisfies a condition. */
  until(condition: (pushes: readonly Push[]) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!condition(this.pushes)) return;
        this.socket.offAny(look);
        resolve();
      };
      this.socket.onAny(look);
      look();
    });
  }

  close(): void {
    this.socket.disconnect();
  }
}

const isFrame = ({ event }: Push): boolean => event === 'tail:frame';
const logsOf = ({ payload }: Push): { message: string }[] => payload['logs'] as { message: string }[];

/** True when every tail of `sendAll` has had its back-fill, so that what comes now comes live. */
export function isLive(pushes: readonly Push[]): boolean {
  const filled = pushes.filter((push) => isFrame(push) && push.payload['backfill'] === true && push.payload['more'] !== true);
  return filled.length === TAILS;
}

/** True when a log was shown by so many tails, and the numbers of a second counted it. */
export function hasSeen(pushes: readonly Push[], message: string, tails: number): boolean {
  const showing = pushes.filter((push) => isFrame(push) && logsOf(push).some((log) => log.message === message));
  return showing.length >= tails && pushes.some(({ event, payload }) => event === 'stats' && Number(payload['received']) > 0);
}

/** What was pushed, put together so that it does not depend on how it was cut into frames and seconds. */
export function summary(pushes: readonly Push[], knownLogIds: ReadonlySet<string>): string {
  const frames = pushes.filter(isFrame);
  const shown = frames.flatMap((push) => logsOf(push).map((log) => normalise(JSON.stringify(log), knownLogIds)));
  const sums: Record<string, number> = {};
  const add = (name: string, value: unknown): void => void (sums[name] = (sums[name] ?? 0) + Number(value));
  for (const { payload } of frames) for (const name of ['matched', 'delivered', 'skipped']) add(name, payload[name]);
  for (const { event, payload } of pushes) {
    if (event !== 'stats') continue;
    add('received', payload['received']);
    for (const [severity, count] of Object.entries(payload['counts'] as Record<string, number>)) add(severity, count);
  }
  const others = [...new Set(pushes.map(({ event }) => event))].filter((event) => event !== 'tail:frame' && event !== 'stats');
  return JSON.stringify({ shown: shown.sort(), sums, others }, null, 1);
}
