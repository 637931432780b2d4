import { useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { getRecent, getSeverityBreakdown, getSources } from '@/lib/api/client';
import { copyText } from '@/lib/clipboard';
import { formatCount, formatDuration } from '@/lib/format';
import { fullTime } from '@/lib/time';
import { clausesIn, type Clause } from './clause-chips';
import { nearestName } from './lib/nearest';
import { RANGES, type Range } from './lib/ranges';
import { clausesOf, hasClauses, type ViewState } from './lib/view-state';
import type { ChangeView } from './use-view';

interface EmptyProps {
  view: ViewState;
  change: ChangeView;
  range: Range;
}

const WIDEST = RANGES[RANGES.length - 1] ?? RANGES[0];
const NUMBERS = ['', 'this clause', 'both clauses', 'all three clauses', 'all four clauses', 'all five clauses'];

/** Why nothing is shown, and what would be. */
export function EmptyState(props: EmptyProps) {
  return <div className="zero">{hasClauses(props.view) ? <NoMatch {...props} /> : <NoLogs {...props} />}</div>;
}

function NoMatch({ view, change, range }: EmptyProps) {
  const clauses = clausesIn(view);
  const rangeClause: Clause = { key: 'range', field: '', value: range.chip, without: { range: WIDEST.id } };
  const rows = range.id === WIDEST.id ? clauses : [...clauses, rangeClause];
  const costs = useQueries({
    queries: rows.map((clause) => {
      const rest = { ...view, ...clause.without };
      const filter = { ...clausesOf(rest), from: `now-${rest.range}`, to: 'now' };
      return { queryKey: ['costs', filter], queryFn: ({ signal }: { signal: AbortSignal }) => getSeverityBreakdown(filter, signal), refetchInterval: 15_000 };
    }),
  });
  const most = Math.max(0, ...costs.map((cost) => cost.data?.total ?? 0));
  const culprit = most > 0 ? rows[costs.findIndex((cost) => cost.data?.total === most)] : undefined;
  return (
    <>
      <h2>No logs match {NUMBERS[clauses.length] ?? `all ${clauses.length} clauses`}</h2>
      <p>
        {culprit ? (
          <>
            What removes most:{' '}
            <b className="mono bad">
              {culprit.field}
              {culprit.value}
            </b>
          </>
        ) : costs.some((cost) => cost.isPending) ? (
          'Counting without each clause …'
        ) : (
          'No single clause is the cause: leaving out any one of them finds nothing either.'
        )}
      </p>
      <Nearest view={view} change={change} range={range} />
      <div className="pn">
        <div className="ph">
          <h2>What each clause costs</h2>
          <span className="m">matches when that clause is left out</span>
        </div>
        <table>
          <thead>
            <tr>
              <th>Without</th>
              <th className="r">Matches</th>
              <th className="hide-s" aria-label="Share" />
              <th aria-label="Action" />
            </tr>
          </thead>
          <tbody>
            {rows.map((clause, index) => {
              const cost = costs[index];
              const total = cost?.data?.total;
              return (
                <tr key={clause.key} className={clause === culprit ? 'hit' : ''}>
                  <td>
                    <span className={clause === culprit ? 'chip bad' : 'chip'}>
                      <span className="el">
                        {clause.field}
                        <b>{clause.value}</b>
                      </span>
                    </span>
                  </td>
                  <td className="r st">{total === undefined ? (cost?.isError ? 'not known' : '…') : formatCount(total)}</td>
                  <td className="hide-s share">
                    <i style={{ width: `${most > 0 && total ? (total / most) * 100 : 0}%` }} />
                  </td>
                  <td className="r">
                    <Button size="small" variant={clause === culprit ? 'outline' : 'quiet'} onClick={() => change(clause.without)}>
                      {clause === rangeClause ? 'Last 24 h' : 'Remove'}
                    </Button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {view.live && <p className="hint">The tail stays open: a log that matches appears here by itself.</p>}
    </>
  );
}

/** The source that a mistyped name most likely meant. */
function Nearest({ view, change, range }: EmptyProps) {
  const name = view.source.length === 1 ? view.source[0] : undefined;
  const filter = { from: `now-${WIDEST.id}`, to: 'now' };
  const sources = useQuery({
    queryKey: ['sources', filter, range.id, 'nearest'],
    queryFn: ({ signal }) => getSources(filter, 200, signal),
    enabled: name !== undefined,
  });
  const items = sources.data?.items ?? [];
  if (!name || items.length === 0 || items.some((item) => item.source === name)) return null;
  const near = nearestName(
    name,
    items.map((item) => item.source),
  );
  const found = items.find((item) => item.source === near);
  if (!found) return null;
  return (
    <div className="didyou">
      <span className="m2">Nearest source:</span>
      <span className="mono st">{found.source}</span>
      <span className="m t12">
        {formatCount(found.count)} logs in {WIDEST.chip}
      </span>
      <span className="sp" />
      <Button variant="primary" onClick={() => change({ source: [found.source] })}>
        Use {found.source}
      </Button>
    </div>
  );
}

function NoLogs({ change, range, view }: EmptyProps) {
  const recent = useQuery({ queryKey: ['recent', 1], queryFn: ({ signal }) => getRecent(1, signal), refetchInterval: 10_000 });
  if (recent.isPending) return <p className="m">Looking for older logs …</p>;
  const newest = recent.data?.items[0];
  if (!newest) return <Onboarding live={view.live} />;
  const age = Date.now() - Date.parse(newest.timestamp);
  const wider = RANGES.find((candidate) => candidate.ms > age && candidate.ms > range.ms);
  return (
    <>
      <h2>Nothing in the {range.chip}</h2>
      <p>
        The newest log is of {fullTime(newest.timestamp).slice(0, 19)} ({formatDuration(Math.max(0, age))} ago), from <b className="mono">{newest.source}</b>.
      </p>
      <div className="row">
        {wider && (
          <Button variant="primary" onClick={() => change({ range: wider.id })}>
            Show the {wider.chip}
          </Button>
        )}
        <Button onClick={() => change({ log: newest.id })}>Open the newest log</Button>
      </div>
      {view.live && <p className="hint">The tail stays open: the next log appears here by itself.</p>}
    </>
  );
}

const curlFor = (origin: string): string =>
  [
    `curl ${origin}/api/v1/logs/ingest \\`,
    `  -H "Authorization: Bearer $(cat data/ingest-token)" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '{"source":"hello","severity":"info","message":"My first log","metadata":{"answer":42}}'`,
  ].join('\n');

function Onboarding({ live }: { live: boolean }) {
  const [copied, setCopied] = useState(false);
  const curl = curlFor(window.location.origin);
  return (
    <>
      <h2>No logs yet</h2>
      <p>Send one from the folder in which LogStream runs. The ingest token is in the file data/ingest-token (or in DATA_DIR, when that is set).</p>
      <div className="pn">
        <div className="ph">
          <h2>Send a log</h2>
          <span className="sp" />
          <Button size="small" onClick={() => void copyText(curl).then(setCopied)}>
            <Icon name={copied ? 'check' : 'copy'} small />
            {copied ? 'Copied' : 'Copy'}
          </Button>
        </div>
        <pre className="code">{curl}</pre>
      </div>
      <p className="hint">
        {live ? 'The tail is open: it appears here as soon as it is stored.' : 'Go live to see it arrive.'} More ways to send are at <a href="/docs">/docs</a>.
      </p>
    </>
  );
}
