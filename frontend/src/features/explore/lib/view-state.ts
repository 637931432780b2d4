import { SEVERITIES, type LogFilter, type Severity } from '@/lib/api/types';
import { DEFAULT_RANGE, rangeOf, type RangeId } from './ranges';

/** All that a link restores. */
export interface ViewState {
  query: string;
  severity: readonly Severity[];
  source: readonly string[];
  range: RangeId;
  live: boolean;
  /** Id of the log whose details are open. */
  log: string | undefined;
}

export const EMPTY_VIEW: ViewState = { query: '', severity: [], source: [], range: DEFAULT_RANGE, live: true, log: undefined };

const isSeverity = (text: string): text is Severity => SEVERITIES.some((known) => known === text);

/** Reads an address's query; unknown names and values are left out, order and doubles do not matter. */
export function parseView(search: string): ViewState {
  const given = new URLSearchParams(search);
  const severity = new Set(
    given
      .getAll('severity')
      .flatMap((text) => text.toLowerCase().split(','))
      .filter(isSeverity),
  );
  return {
    query: (given.get('q') ?? '').trim(),
    severity: SEVERITIES.filter((name) => severity.has(name)),
    source: [...new Set(given.getAll('source').filter((name) => name !== ''))].sort(),
    range: rangeOf(given.get('range')).id,
    live: given.get('live') !== '0',
    log: given.get('log') ?? undefined,
  };
}

/** The address's query of a view, with `?` when there is one. What is the default is not written. */
export function printView(view: ViewState): string {
  const search = new URLSearchParams();
  if (view.query) search.set('q', view.query);
  if (view.severity.length > 0) search.set('severity', view.severity.join(','));
  for (const source of view.source) search.append('source', source);
  if (view.range !== DEFAULT_RANGE) search.set('range', view.range);
  if (!view.live) search.set('live', '0');
  if (view.log) search.set('log', view.log);
  const text = search.toString();
  return text ? `?${text}` : '';
}

/** The clauses of a view as the API takes them, without time. */
export function clausesOf(view: ViewState): LogFilter {
  return {
    ...(view.query ? { query: view.query } : {}),
    ...(view.severity.length > 0 ? { severity: view.severity } : {}),
    ...(view.source.length > 0 ? { source: view.source } : {}),
  };
}

/** Adds a value that is not there, removes one that is. */
export function toggled<T>(values: readonly T[], value: T): T[] {
  return values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
}

export const hasClauses = (view: ViewState): boolean => view.query !== '' || view.severity.length > 0 || view.source.length > 0;
