const LABELS: Readonly<Record<number, string>> = { 10: 'TRACE', 20: 'DEBUG', 30: 'INFO ', 40: 'WARN ', 50: 'ERROR', 60: 'FATAL' };
const COLOURS: Readonly<Record<number, string>> = { 10: '90', 20: '90', 30: '32', 40: '33', 50: '31', 60: '35' };
const OWN_FIELDS = new Set(['level', 'time', 'pid', 'hostname', 'msg', 'context', 'err', 'stack']);

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shortValue(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/**
 * Turns one JSON line of pino into one short line for people:
 * `12:04:31.120 WARN  [Engine] restarting attempt=2`, with the stack of an error below it.
 */
export function readableLine(json: string, colour: boolean): string {
  let fields: unknown;
  try {
    fields = JSON.parse(json);
  } catch {
    return json;
  }
  if (!isFields(fields)) return json;
  const level = Number(fields.level);
  const time = new Date(Number(fields.time)).toISOString().slice(11, 23);
  const label = LABELS[level] ?? 'INFO ';
  const shown = colour ? `\x1b[${COLOURS[level] ?? '0'}m${label}\x1b[0m` : label;
  const context = typeof fields.context === 'string' ? `[${fields.context}] ` : '';
  const extra = Object.entries(fields)
    .filter(([key]) => !OWN_FIELDS.has(key))
    .map(([key, value]) => ` ${key}=${shortValue(value)}`);
  const stack = isFields(fields.err) && typeof fields.err.stack === 'string' ? fields.err.stack : fields.stack;
  const below = typeof stack === 'string' && stack !== '' ? `\n  ${stack.split('\n').join('\n  ')}` : '';
  return `${time} ${shown} ${context}${shortValue(fields.msg ?? '')}${extra.join('')}${below}\n`;
}
