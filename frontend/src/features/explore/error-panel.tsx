import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { ApiError } from '@/lib/api/error';

/** What the last search failed with; the rows of the one before stay below, in grey. */
export function ErrorPanel({ error, hasOld, retry }: { error: Error; hasOld: boolean; retry: () => void }) {
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
        {hasOld && <span className="m t12">Showing the last good result.</span>}
      </div>
    </div>
  );
}
