import { levelOfLetter, levelOfPriority, levelOfStatus, readLevel, type Level } from './parse-level.ts';
import { readLeadingTime, type TimeContext } from './parse-time.ts';

/** What could be read from one line of text. */
export interface ParsedLine {
  /** RFC 3339, UTC; missing when the line has no time. */
  timestamp?: string | undefined;
  severity?: Level | undefined;
  /** The line without its leading time (and without the host of a syslog line). */
  message: string;
  host?: string | undefined;
  /** The program of a syslog line. */
  program?: string | undefined;
  metadata: Record<string, string | number>;
}

const RFC5424 = /^<(\d{1,3})>1 (\S+) (\S+) (\S+) (\S+) (\S+) (?:-|((?:\[(?:[^\]\\]|\\.)*\])+))(?: ([\s\S]*))?$/;
const PRIORITY = /^<(\d{1,3})>/;
const SYSLOG_START = /^(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d |\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S* )/;
const SYSLOG_HEADER = /^(\S+) ([\w./@-]{1,64})(?:\[(\d+)\])?: ?/;
const ACCESS = /^(\S+) \S+ (\S+) \[([^\]]{20,32})\] "(?:([A-Z]{3,12}) (\S+)[^"]*|[^"]*)" (\d{3}) (\d+|-)(?: "([^"]*)" "([^"]*)")?/;
const KLOG = /^([IWEF])(\d\d)(\d\d) (\d\d:\d\d:\d\d\.\d+)\s+\d+ \S+:\d+\] /;
const RUBY = /^([DIWEFA]), \[([^\s\]]+)(?: #\d+)?\]\s+/;
const REDIS = /^\d+:[XCSM] (?=\d{1,2} [A-Z][a-z]{2} \d{4} )/;
const REDIS_MARK = /^\s*([.\-*#]) /;
const AUDIT = /\bmsg=audit\((\d{10}\.\d{1,9})/;
/** A full date and time behind a word or two: `ERROR 2026-11-21 07:53:11,123 …`, `update-alternatives 2026-11-21 07:57:27: …`. */
const EARLY_TIME = /^.{1,50}?[\s:=[(](?=\d{4}[-/]\d\d[-/]\d\d[T ]+\d\d:\d\d:\d\d)/;
const TIME_FIELD = /(?:^|\s)(?:ts|time|timestamp|@timestamp)=(?:"([^"]+)"|(\S+))/;

/** Reads time, level and the fields of well-known formats from one text (a line, or a line with its stack trace). */
export function parseLine(text: string, context: TimeContext): ParsedLine {
  return readSyslog5424(text, context) ?? readAccessLog(text, context) ?? readKlog(text, context) ?? readRuby(text, context) ?? readPlain(text, context);
}

function readSyslog5424(text: string, context: TimeContext): ParsedLine | undefined {
  const match = RFC5424.exec(text);
  if (!match) return undefined;
  const [, priority, time, host, program, pid, eventId, data, body] = match;
  const metadata: ParsedLine['metadata'] = {};
  if (pid && pid !== '-') metadata['pid'] = pid;
  if (eventId && eventId !== '-') metadata['msgid'] = eventId;
  if (data) metadata['structuredData'] = data;
  return {
    timestamp: time ? readLeadingTime(time, context)?.timestamp : undefined,
    severity: levelOfPriority(Number(priority)),
    message: (body ?? '').replace(/^\ufeff/, ''),
    host: host === '-' ? undefined : host,
    program: program === '-' ? undefined : program,
    metadata,
  };
}

function readAccessLog(text: string, context: TimeContext): ParsedLine | undefined {
  const match = ACCESS.exec(text);
  if (!match) return undefined;
  const [, ip = '', user, time = '', method, path, status, bytes, referrer, agent] = match;
  const metadata: ParsedLine['metadata'] = { 'client.ip': ip, 'http.status': Number(status) };
  if (user && user !== '-') metadata['user'] = user;
  if (method) metadata['http.method'] = method;
  if (path) metadata['http.path'] = path;
  if (bytes && bytes !== '-') metadata['bytes'] = Number(bytes);
  if (referrer && referrer !== '-') metadata['http.referrer'] = referrer;
  if (agent && agent !== '-') metadata['http.userAgent'] = agent;
  return { timestamp: readLeadingTime(time, context)?.timestamp, severity: levelOfStatus(Number(status)), message: text, metadata };
}

function readKlog(text: string, context: TimeContext): ParsedLine | undefined {
  const match = KLOG.exec(text);
  if (!match) return undefined;
  const [, letter = '', month, day, clock] = match;
  const name = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][Number(month) - 1];
  const time = readLeadingTime(`${name ?? ''} ${day ?? ''} ${clock ?? ''}`, context);
  return { timestamp: time?.timestamp, severity: levelOfLetter(letter), message: text, metadata: {} };
}

function readRuby(text: string, context: TimeContext): ParsedLine | undefined {
  const match = RUBY.exec(text);
  if (!match) return undefined;
  return {
    timestamp: readLeadingTime(match[2] ?? '', context)?.timestamp,
    severity: levelOfLetter(match[1] ?? '') ?? readLevel(text.slice(match[0].length)),
    message: text.slice(match[0].length),
    metadata: {},
  };
}

function readPlain(text: string, context: TimeContext): ParsedLine {
  const priority = PRIORITY.exec(text);
  const body = priority ? text.slice(priority[0].length) : text;
  const found = readStartTime(body, context);
  const line: ParsedLine = { timestamp: found?.timestamp, message: found ? found.rest : body, metadata: {} };
  if (found && SYSLOG_START.test(body)) takeSyslogHeader(line);
  line.severity = priority ? levelOfPriority(Number(priority[1])) : (redisLevel(body, line.message) ?? readLevel(line.message));
  line.timestamp ??= readTimeField(body, context);
  return line;
}

/** The time at the start, bare or in brackets; what separates it from the rest (spaces, a dash, a bar) goes with it. */
function readStartTime(text: string, context: TimeContext): { timestamp: string; rest: string } | undefined {
  const redis = REDIS.exec(text);
  const body = redis ? text.slice(redis[0].length) : text;
  const bracket = /^[[(]\s*/.exec(body);
  const found = readLeadingTime(bracket ? body.slice(bracket[0].length) : body, context);
  if (!found) return undefined;
  const rest = bracket ? found.rest.replace(/^\s*[\])]/, '') : found.rest;
  // A bracket that holds more than the time ("[2026-11-21 07:53:11 +0000 #12] …") stays as it is, but for the time.
  const opened = bracket && rest === found.rest ? bracket[0] : '';
  const trimmed = rest.replace(/^\s*(?:[-|:]\s+)?/, '');
  return { timestamp: found.timestamp, rest: trimmed === '' ? text : (redis?.[0] ?? '') + opened + trimmed };
}

function takeSyslogHeader(line: ParsedLine): void {
  const header = SYSLOG_HEADER.exec(line.message);
  if (!header) return;
  const [whole, host = '', program = '', pid] = header;
  line.host = host;
  line.program = program;
  if (pid) line.metadata['pid'] = pid;
  // The program stays in the message, where people look for it.
  line.message = `${program}${pid ? `[${pid}]` : ''}: ${line.message.slice(whole.length)}`;
}

function redisLevel(body: string, message: string): Level | undefined {
  if (!REDIS.test(body)) return undefined;
  const mark = REDIS_MARK.exec(message.replace(/^\d+:[XCSM] /, ''))?.[1];
  if (mark === '#') return 'warn';
  return mark === '.' ? 'debug' : 'info';
}

function readTimeField(text: string, context: TimeContext): string | undefined {
  const audit = AUDIT.exec(text);
  if (audit) return readLeadingTime(audit[1] ?? '', context)?.timestamp;
  const field = TIME_FIELD.exec(text.slice(0, 1000));
  if (field) return readLeadingTime(field[1] ?? field[2] ?? '', context)?.timestamp;
  const early = EARLY_TIME.exec(text.slice(0, 100));
  return early ? readLeadingTime(text.slice(early[0].length), context)?.timestamp : undefined;
}
