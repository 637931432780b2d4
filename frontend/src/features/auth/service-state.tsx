import { useQuery } from '@tanstack/react-query';
import { getHealth } from '@/lib/api/client';

export const HEALTH_KEY = ['health'];

/** Whether the server works, in words, below the sign-in. */
export function ServiceState() {
  const health = useQuery({ queryKey: HEALTH_KEY, queryFn: ({ signal }) => getHealth(signal), refetchInterval: 15_000, retry: false });
  const broken = Object.entries(health.data?.checks ?? {}).filter(([, check]) => check.status !== 'ok' && check.status !== 'up');
  return (
    <footer className="ft">
      {health.isError ? (
        <span className="stt wrn">
          <span className="dot o" />
          The server does not answer
        </span>
      ) : health.data?.status === 'degraded' ? (
        <span className="stt wrn">
          <span className="dot o" />
          Degraded: {broken.map(([name]) => name).join(', ') || 'see /health'}
        </span>
      ) : health.data ? (
        <span className="stt good">
          <span className="dot" />
          Ingest, search and live are up
        </span>
      ) : (
        <span className="stt m">Asking the server …</span>
      )}
      {health.data && <span>LogStream {health.data.version}</span>}
      <a href="/docs">API documentation</a>
    </footer>
  );
}
