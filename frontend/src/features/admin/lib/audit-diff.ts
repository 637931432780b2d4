/** One field of a change, as text; undefined where it did not exist. */
export interface FieldChange {
  field: string;
  before: string | undefined;
  after: string | undefined;
  changed: boolean;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function textOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return value === '' ? '(empty)' : value;
  return JSON.stringify(value);
}

const fieldsOf = (value: unknown): Record<string, unknown> => (value === null || value === undefined ? {} : isRecord(value) ? value : { value });

/** What an event changed, field by field: the changed ones first, each group in the order of the event. */
export function auditDiff(before: unknown, after: unknown): FieldChange[] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const all = [...new Set([...Object.keys(was), ...Object.keys(is)])].map((field) => {
    const [old, now] = [textOf(was[field]), textOf(is[field])];
    return { field, before: old, after: now, changed: old !== now };
  });
  return [...all.filter((field) => field.changed), ...all.filter((field) => !field.changed)];
}
