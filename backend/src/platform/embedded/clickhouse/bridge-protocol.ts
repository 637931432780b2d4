/** What the supervisor tells the bridge, as its first message. Never on the command line, where others could read it. */
export interface BridgeStart {
  /** Folder of the engine, absolute. */
  dir: string;
  /** 0 lets the system choose; a restart names the port of the first start. */
  port: number;
  username: string;
  password: string;
  memoryBytes: number;
  threads: number;
}

/** What the bridge tells the supervisor. `fatal` carries one sentence for a person; `canPass` when trying again may help. */
export type BridgeReport = { type: 'ready'; port: number; version: string } | { type: 'fatal'; message: string; canPass: boolean };

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Reads the first message of the supervisor; undefined when it is none. */
export function parseBridgeStart(message: unknown): BridgeStart | undefined {
  if (!isObject(message)) return undefined;
  const { dir, port, username, password, memoryBytes, threads } = message;
  if (typeof dir !== 'string' || typeof username !== 'string' || typeof password !== 'string' || password === '') return undefined;
  if (typeof port !== 'number' || typeof memoryBytes !== 'number' || typeof threads !== 'number') return undefined;
  return { dir, port, username, password, memoryBytes, threads };
}

/** Reads a message of the bridge; undefined when it is none. */
export function parseBridgeReport(message: unknown): BridgeReport | undefined {
  if (!isObject(message)) return undefined;
  if (message['type'] === 'ready' && typeof message['port'] === 'number' && typeof message['version'] === 'string') {
    return { type: 'ready', port: message['port'], version: message['version'] };
  }
  if (message['type'] === 'fatal' && typeof message['message'] === 'string') {
    return { type: 'fatal', message: message['message'], canPass: message['canPass'] === true };
  }
  return undefined;
}
