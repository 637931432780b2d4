import type { Flow } from './flow.ts';
import type { Random } from './random.ts';
import type { Severity } from './record.ts';

type Line = [Severity, (random: Random) => [message: string, metadata: Record<string, string | number | boolean>]];

/** What a service writes without a visitor: caches, timers, probes. */
const LINES: Readonly<Record<string, readonly [Line, ...Line[]]>> = {
  'edge-nginx': [
    [
      'info',
      (r) => [
        'GET /health 200 1 ms',
        { 'http.method': 'GET', 'http.path': '/health', 'http.status': 200, bytes: 15, ip: `10.4.2.${r.int(2, 60)}`, probe: 'kubelet' },
      ],
    ],
    ['info', (r) => [`${r.int(2, 90)} idle upstream connections kept for checkout-api`, { upstream: 'checkout-api', 'worker.id': r.int(0, 7) }]],
  ],
  'checkout-api': [
    ['debug', (r) => [`Feature flags refreshed changed=${r.chance(0.1) ? 1 : 0}`, { 'flags.count': 48, 'flags.etag': `W/"${r.int(1000, 9999)}"` }]],
    [
      'debug',
      (r) => [`Event loop lag ${(r.fraction() * 9).toFixed(1)} ms heap=${r.int(180, 420)} MB`, { 'heap.mb': r.int(180, 420), handles: r.int(40, 300) }],
    ],
  ],
  'auth-service': [
    ['debug', (r) => [`Signing keys checked kid=2026-11 age=${r.int(1, 700)} h`, { kid: '2026-11', rotates: false }]],
    ['debug', (r) => [`Expired sessions removed count=${r.int(0, 240)}`, { job: 'session-sweep', batch: 500 }]],
  ],
  'order-service': [
    ['debug', (r) => [`Outbox drained events=${r.int(0, 60)} ms=${r.int(2, 60)}`, { job: 'outbox', 'kafka.topic': 'orders.v2', partition: r.int(0, 11) }]],
    ['info', (r) => [`Exported ${r.int(0, 400)} orders to the warehouse ms=${r.int(40, 900)}`, { job: 'warehouse-export', format: 'parquet' }]],
  ],
  'search-api': [
    [
      'debug',
      (r) => [`Segment merged shard=${r.int(0, 7)} docs=${r.int(4000, 90000)} ms=${r.int(20, 700)}`, { index: 'products-v14', 'segments.left': r.int(6, 30) }],
    ],
    ['trace', (r) => [`span refresh_index ${(r.fraction() * 6).toFixed(1)} ms`, { index: 'products-v14', shard: r.int(0, 7) }]],
  ],
  'catalog-api': [['debug', (r) => [`Image variants checked missing=${r.int(0, 3)}`, { job: 'image-variants', checked: 500 }]]],
  inventory: [
    ['debug', (r) => [`Stock cache warmed keys=${r.int(17000, 19000)} ms=${r.int(200, 480)}`, { cache: 'stock', warehouse: 'ams-2' }]],
    ['info', (r) => [`Count synchronised warehouse=${r.pick(['ams-1', 'ams-2', 'fra-1'])} changed=${r.int(0, 120)}`, { job: 'wms-sync' }]],
  ],
  'payment-gateway': [
    ['debug', (r) => [`Webhook verified provider=stripe-eu type=charge.succeeded`, { provider: 'stripe-eu', 'webhook.id': `we_${r.int(100000, 999999)}` }]],
  ],
  'fraud-check': [['debug', (r) => [`Rules v9 loaded rules=214 ms=${r.int(8, 60)}`, { rules: 'v9' }]]],
  recommender: [['debug', (r) => [`Feature batch scored users=${r.int(50, 900)} ms=${r.int(30, 400)}`, { model: 'v31', device: 'cpu' }]]],
  'mail-worker': [
    ['info', (r) => [`Queue mail.out depth=${r.int(0, 40)} oldest=${r.int(0, 9)} s`, { queue: 'mail.out', consumers: 4 }]],
    [
      'warn',
      (r) => [
        `Bounced order_confirmation: 452 4.2.2 mailbox full, next try in ${r.int(5, 60)} min`,
        { template: 'v12', smtp: '452 4.2.2', 'retry.count': r.int(1, 4) },
      ],
    ],
  ],
  'shipping-api': [['info', (r) => [`Tracking polled carrier=${r.pick(['dhl', 'dpd', 'postnl'])} parcels=${r.int(20, 400)}`, { job: 'tracking-poll' }]]],
  pricing: [
    ['debug', (r) => [`Price list rebuilt entries=${r.int(90000, 91000)} ms=${r.int(300, 1200)}`, { list: 'EUR-default', revision: r.int(4000, 4999) }]],
  ],
  'session-store': [
    ['debug', (r) => [`Background saving: ${r.int(1, 90)} MB of memory used by copy-on-write`, { role: 'primary', 'keys.count': r.int(40000, 60000) }]],
  ],
};

const NAMES = Object.keys(LINES);
const WEIGHTS: Readonly<Record<string, number>> = { 'edge-nginx': 3, 'checkout-api': 4, 'auth-service': 3, 'search-api': 4, 'order-service': 3 };
const WHEEL = NAMES.flatMap((name) => Array.from({ length: WEIGHTS[name] ?? 1 }, () => name));

/** Writes one record of a service that has nothing to do with a visitor. A service that is not of the shop answers a generic request. */
export function playBackground(flow: Flow, services: ReadonlySet<string> | undefined): void {
  const { random } = flow;
  const chosen = services ? [...services] : WHEEL;
  const service = chosen[random.int(0, chosen.length - 1)] ?? 'edge-nginx';
  const lines = LINES[service];
  if (!lines) return playGeneric(flow, service);
  const [severity, say] = random.pick(lines);
  const [message, metadata] = say(random);
  flow.log(flow.span(service), 0, severity, { message, metadata });
}

function playGeneric(flow: Flow, service: string): void {
  const { random } = flow;
  const ms = random.duration(25) * (1 + 14 * flow.strength('latency') * random.fraction());
  const method = random.pick(['GET', 'GET', 'GET', 'POST', 'PUT']);
  const path = `/v1/${random.pick(['items', 'accounts', 'reports', 'events'])}/${random.int(1, 9999)}`;
  const status = random.chance(0.008) ? 500 : random.chance(0.02) ? 404 : 200;
  const severity = status === 500 ? 'error' : status === 404 ? 'warn' : random.chance(0.15) ? 'debug' : 'info';
  flow.log(flow.span(service), ms, severity, {
    message: `${method} ${path} ${status} ${Math.max(1, Math.round(ms))} ms`,
    userId: flow.userId,
    durationMs: ms,
    metadata: { 'http.method': method, 'http.path': path, 'http.status': status, latency: Math.round(ms), ip: flow.ip },
  });
}
