import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { getLog } from '@/lib/api/client';
import { ApiError } from '@/lib/api/error';
import type { LogView } from '@/lib/api/types';
import { copyText } from '@/lib/clipboard';
import { useNow } from '@/lib/hooks/use-now';
import { formatCount, formatDuration } from '@/lib/format';
import { shownText } from '@/lib/shown-text';
import { clock, clockMillis } from '@/lib/time';
import { metadataFields, recordFields, shownJson, shownRest, type Field } from './lib/record-fields';
import type { ViewState } from './lib/view-state';
import { MessageView } from './message-view';
import { SeverityTag } from './severity';
import type { ChangeView } from './use-view';

export type DetailsTab = 'fields' | 'json';

interface DetailsProps {
  id: string;
  /** The row of the list, when it is there; the rest is fetched. */
  known: LogView | undefined;
  view: ViewState;
  change: ChangeView;
  pattern: RegExp | undefined;
  tab: DetailsTab;
  onTab: (tab: DetailsTab) => void;
  onNewer: (() => void) | undefined;
  onOlder: (() => void) | undefined;
  onClose: () => void;
}

/** One log with all that it has. Fetched by id when the list has only its beginning, or does not have it. */
export function Details(props: DetailsProps) {
  const { id, known, onClose, onNewer, onOlder } = props;
  const needed = !known || known.truncated === true;
  const whole = useQuery({ queryKey: ['log', id], queryFn: ({ signal }) => getLog(id, signal), enabled: needed, staleTime: Infinity, gcTime: 10_000 });
  const log = whole.data ?? known;
  const at = log ? Date.parse(log.timestamp) : 0;
  return (
    <>
      <header className="dh">
        {log && <SeverityTag severity={log.severity} />}
        {log && (
          <span className="mono m2" title={`${log.timestamp} (UTC)`}>
            {clock(at)}.{clockMillis(at)} <Age at={at} />
          </span>
        )}
        <span className="sp" />
        <Button variant="quiet" size="small" icon aria-label="Newer (k)" title="Newer (k)" disabled={!onNewer} onClick={onNewer}>
          <Icon name="up" />
        </Button>
        <Button variant="quiet" size="small" icon aria-label="Older (j)" title="Older (j)" disabled={!onOlder} onClick={onOlder}>
          <Icon name="down" />
        </Button>
        <Button variant="quiet" size="small" icon aria-label="Close (Esc)" title="Close (Esc)" onClick={onClose}>
          <Icon name="close" />
        </Button>
      </header>
      {log ? <Body key={log.id} {...props} log={log} /> : <Missing error={whole.error} retry={() => void whole.refetch()} />}
      {log && whole.isError && known?.truncated && (
        <p className="dnote">
          Only the first 8 KB are shown; the whole message could not be read.{' '}
          <button type="button" className="lnk" onClick={() => void whole.refetch()}>
            Retry
          </button>
        </p>
      )}
    </>
  );
}

function Age({ at }: { at: number }) {
  const now = useNow(1000);
  const seconds = Math.max(0, Math.floor((now - at) / 1000));
  return <span className="m hide-s">· {seconds === 0 ? 'now' : `${formatDuration(seconds * 1000)} ago`}</span>;
}

function Missing({ error, retry }: { error: Error | null; retry: () => void }) {
  if (!error) return <div className="dnote m">Reading the log …</div>;
  const gone = error instanceof ApiError && error.status === 404;
  return (
    <div className="dnote">
      <p>{gone ? 'There is no log with this id. It may have been deleted, or be older than what is kept.' : error.message}</p>
      {!gone && (
        <Button size="small" onClick={retry}>
          Retry
        </Button>
      )}
    </div>
  );
}

function useCopied(): [string | undefined, (what: string, text: () => string) => void] {
  const [copied, setCopied] = useState<string>();
  const copy = (what: string, text: () => string) =>
    void copyText(text()).then((done) => {
      setCopied(done ? what : undefined);
      setTimeout(() => setCopied((current) => (current === what ? undefined : current)), 1500);
    });
  return [copied, copy];
}

const linkTo = (id: string): string => `${window.location.origin}/explore/?log=${encodeURIComponent(id)}`;

function Body({ log, view, change, pattern, tab, onTab }: DetailsProps & { log: LogView }) {
  const [copied, copy] = useCopied();
  return (
    <>
      <MessageView message={log.message} pattern={pattern} />
      <div className="dact">
        <Button size="small" onClick={() => copy('message', () => log.message)}>
          <Icon name="copy" small />
          {copied === 'message' ? 'Copied' : 'Copy message'}
        </Button>
        <Button size="small" onClick={() => copy('json', () => JSON.stringify(log, null, 2))}>
          <Icon name="copy" small />
          {copied === 'json' ? 'Copied' : 'Copy JSON'}
        </Button>
        <Button size="small" onClick={() => copy('link', () => linkTo(log.id))}>
          <Icon name="link" small />
          {copied === 'link' ? 'Copied' : 'Copy link'}
        </Button>
      </div>
      <div className="tabs" role="tablist" aria-label="Details">
        {(['fields', 'json'] as const).map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={tab === name}
            aria-controls="details-panel"
            className={tab === name ? 'on' : ''}
            onClick={() => onTab(name)}
          >
            {name === 'fields' ? 'Fields' : 'JSON'}
          </button>
        ))}
      </div>
      <div className="dscroll" role="tabpanel" id="details-panel" aria-labelledby={`tab-${tab}`} tabIndex={0}>
        {tab === 'fields' ? <Fields log={log} view={view} change={change} copied={copied} copy={copy} /> : <pre className="djson">{shownJson(log)}</pre>}
      </div>
    </>
  );
}

const METADATA_FIRST = 100;

interface FieldsProps {
  log: LogView;
  view: ViewState;
  change: ChangeView;
  copied: string | undefined;
  copy: (what: string, text: () => string) => void;
}

function Fields({ log, view, change, copied, copy }: FieldsProps) {
  const [all, setAll] = useState(false);
  const metadata = metadataFields(log);
  const shown = all ? metadata : metadata.slice(0, METADATA_FIRST);
  const only = (name: string): (() => void) | undefined => {
    if (name === 'source' && view.source.join() !== log.source) return () => change({ source: [log.source] });
    if (name === 'severity' && view.severity.join() !== log.severity) return () => change({ severity: [log.severity] });
    return undefined;
  };
  const line = (field: Field) => (
    <FieldLine
      key={field.name}
      field={field}
      only={only(field.name)}
      copied={copied === `f:${field.name}`}
      onCopy={() => copy(`f:${field.name}`, () => field.value)}
    />
  );
  return (
    <>
      <div className="dsec">Record</div>
      <dl>{recordFields(log).map(line)}</dl>
      <div className="dsec">
        Metadata
        <span className="m">
          {metadata.length === 0 ? 'none' : `${formatCount(shown.length)} of ${formatCount(metadata.length)}`}
          {log.metadataRest && ', the rest below as JSON'}
        </span>
      </div>
      <dl>
        {shown.map((field) => (
          <FieldLine
            key={field.name}
            field={field}
            only={undefined}
            copied={copied === `m:${field.name}`}
            onCopy={() => copy(`m:${field.name}`, () => field.value)}
          />
        ))}
      </dl>
      {shown.length < metadata.length && (
        <button type="button" className="fmore lnk" onClick={() => setAll(true)}>
          {formatCount(metadata.length - shown.length)} more
        </button>
      )}
      {log.metadataRest && (
        <>
          <div className="dsec">Beyond {formatCount(metadata.length)} keys</div>
          <pre className="djson">{shownRest(log.metadataRest)}</pre>
        </>
      )}
    </>
  );
}

function FieldLine({ field, only, copied, onCopy }: { field: Field; only: (() => void) | undefined; copied: boolean; onCopy: () => void }) {
  return (
    <div className="df">
      <dt>{shownText(field.name)}</dt>
      <dd title={field.title}>
        <bdi>{field.text}</bdi> {field.note && <span className="m">{field.note}</span>}
      </dd>
      <span className="ac">
        {only && (
          <Button variant="quiet" size="small" icon aria-label={`Only this ${field.name}`} title={`Only this ${field.name}`} onClick={only}>
            <Icon name="plus" small />
          </Button>
        )}
        <Button variant="quiet" size="small" icon aria-label={`Copy ${field.name}`} title="Copy" onClick={onCopy}>
          <Icon name={copied ? 'check' : 'copy'} small />
        </Button>
      </span>
    </div>
  );
}
