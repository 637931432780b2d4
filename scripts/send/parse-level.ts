export type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

const WORDS = new Map<string, Level>([
  ['trace', 'trace'],
  ['verbose', 'trace'],
  ['finest', 'trace'],
  ['finer', 'trace'],
  ['trc', 'trace'],
  ['debug', 'debug'],
  ['dbg', 'debug'],
  ['fine', 'debug'],
  ['config', 'debug'],
  ['info', 'info'],
  ['information', 'info'],
  ['inf', 'info'],
  ['notice', 'info'],
  ['log', 'info'],
  ['statement', 'info'],
  ['hint', 'info'],
  ['detail', 'info'],
  ['warn', 'warn'],
  ['warning', 'warn'],
  ['wrn', 'warn'],
  ['warnung', 'warn'],
  ['error', 'error'],
  ['err', 'error'],
  ['severe', 'error'],
  ['failure', 'error'],
  ['fatal', 'fatal'],
  ['critical', 'fatal'],
  ['crit', 'fatal'],
  ['alert', 'fatal'],
  ['emerg', 'fatal'],
  ['emergency', 'fatal'],
  ['panic', 'fatal'],
  ['ftl', 'fatal'],
]);

const ANY = [...WORDS.keys()].join('|');
/** level=warn, "severity":"ERROR", lvl=err */
const FIELD = /\b(?:level|lvl|severity|loglevel)["']?\s*[=:]\s*["']?([A-Za-z]+)/i;
/** [ERROR], <warn>, (INFO), |error|, [core:error]; ERROR: and error: also in small letters, because the colon marks them. */
const MARKED = new RegExp(`(?:[\\[(<|]\\s*(?:[\\w-]+:)?(${ANY})\\s*[\\])>|])|(?:(?:^|[\\s\\])])(${ANY})(?:\\[\\d+\\])?:(?=\\s|$|[\\w(]))`, 'i');
/** A bare word must be in capitals: "no error found" is not an error. */
const BARE =
  /(?:^|[\s\-[|])(TRACE|VERBOSE|FINEST|FINER|DEBUG|FINE|INFO|INFORMATION|NOTICE|WARN|WARNING|ERROR|ERR|SEVERE|FATAL|CRITICAL|CRIT|ALERT|EMERG|EMERGENCY|PANIC|TRC|DBG|INF|WRN|FTL)(?=$|[\s\-:\]|,])/;
/** How far into a line a level is looked for: behind that it is part of the message. */
const HEAD = 120;
const SYSLOG: readonly Level[] = ['fatal', 'fatal', 'fatal', 'error', 'warn', 'info', 'info', 'debug'];
const LETTERS: Readonly<Record<string, Level>> = { I: 'info', W: 'warn', E: 'error', F: 'fatal', D: 'debug', T: 'trace', V: 'trace' };

/** The level a line names near its start (the time already taken off); undefined when it names none. */
export function readLevel(text: string): Level | undefined {
  const firstLine = text.split('\n', 1)[0] ?? '';
  const field = FIELD.exec(firstLine);
  const named = field && WORDS.get((field[1] ?? '').toLowerCase());
  if (named) return named;
  const head = firstLine.slice(0, HEAD);
  const marked = MARKED.exec(head);
  const bare = BARE.exec(head);
  // Whichever comes first is the level; the other is part of the message.
  const found = marked && (!bare || marked.index <= bare.index) ? (marked[1] ?? marked[2]) : bare?.[1];
  return found ? WORDS.get(found.toLowerCase()) : undefined;
}

/** Level of a syslog priority (RFC 5424 section 6.2.1): its lowest three bits. */
export function levelOfPriority(priority: number): Level {
  return SYSLOG[priority & 7] ?? 'info';
}

/** Level of a one-letter prefix (klog, glog, Ruby's Logger). */
export function levelOfLetter(letter: string): Level | undefined {
  return LETTERS[letter];
}

/** Level of an HTTP status: 5xx is an error of ours, 4xx a warning. */
export function levelOfStatus(status: number): Level {
  if (status >= 500) return 'error';
  return status >= 400 ? 'warn' : 'info';
}
