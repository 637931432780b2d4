import { AuditEventDto } from '../dto/audit-answers.dto.js';

const COLUMNS = [
  'id',
  'at',
  'actorKind',
  'actorId',
  'actorName',
  'action',
  'outcome',
  'targetKind',
  'targetId',
  'before',
  'after',
  'address',
  'userAgent',
  'requestId',
] as const;

/** What a spreadsheet takes for a formula, also after white space and in full-width letters. */
const FORMULA = /^[\s\0]*[=+\-@\uff1d\uff0b\uff0d\uff20]/;

/**
 * One cell of CSV (RFC 4180), always in quotes. Text that a spreadsheet would run gets an apostrophe before it: names and addresses
 * come from strangers. https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvCell(text: string): string {
  const harmless = FORMULA.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('\0', '').replaceAll('"', '""')}"`;
}

const json = (value: unknown): string => (value === null ? '' : JSON.stringify(value));

/** The first line of a CSV export. */
export const CSV_HEAD = `${COLUMNS.join(',')}\r\n`;

/** One event as a line of CSV. */
export function csvLine(event: AuditEventDto): string {
  const { actor, target } = event;
  const cells: Record<(typeof COLUMNS)[number], string> = {
    id: event.id,
    at: event.at,
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name,
    action: event.action,
    outcome: event.outcome,
    targetKind: target?.kind ?? '',
    targetId: target?.id ?? '',
    before: json(event.before),
    after: json(event.after),
    address: event.address,
    userAgent: event.userAgent,
    requestId: event.requestId,
  };
  return `${COLUMNS.map((column) => csvCell(cells[column])).join(',')}\r\n`;
}

/** One event as a line of NDJSON. */
export const ndjsonLine = (event: AuditEventDto): string => `${JSON.stringify(event)}\n`;
