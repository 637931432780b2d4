import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { ApiError, passes } from '@/lib/api/error';

/** What the last search failed with, over the trend; the rows of the one before stay, in grey. */
export function ErrorPanel({ error, retry }: { error: Error; retry: () => void }) {
  const facts = error instanceof ApiError ? [error.code, ...(error.requestId ? [`request ${error.requestId}`] : [])].join(' · ') : undefined;
  return (
    <div className="errbox" role="alert">
      <div className="row">
        <Icon name="warning" className="bad" />
        <b className="st">{error instanceof ApiError ? error.message : 'The search failed in this page.'}</b>
        {facts && <span className="m t12 el">{facts}</span>}
      </div>
      <div className="row">
        <Button size="small" variant="primary" onClick={retry}>
          Retry
        </Button>
        {passes(error) && <span className="m t12">Asked again every few seconds.</span>}
      </div>
    </div>
  );
}
