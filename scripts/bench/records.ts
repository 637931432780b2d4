/** A small generator of numbers with a seed (mulberry32), so that every run measures the same records. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const SERVICES = [
  'edge-nginx',
  'checkout-api',
  'auth-service',
  'order-service',
  'search-api',
  'inventory',
  'payment-gateway',
  'mail-worker',
  'recommender',
  'fraud-check',
];
const ROUTES = ['/api/cart', '/api/checkout', '/api/orders', '/product/8841', '/v1/charges', '/search', '/login', '/assets/app.js'];
const HEX = '0123456789abcdef';

export interface BenchRecord {
  source: string;
  host: string;
  environment: string;
  timestamp: string;
  severity: string;
  message: string;
  traceId: string;
  spanId: string;
  metadata: Record<string, string | number>;
}

/** Believable records of about 400 bytes as JSON: ten services, random trace ids, six keys of metadata. */
export function benchRecords(count: number, seed: number, startMs: number): BenchRecord[] {
  const random = randomFrom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const hex = (digits: number): string => Array.from({ length: digits }, () => HEX[Math.floor(random() * 16)]).join('');
  return Array.from({ length: count }, (_, i) => {
    const dice = random();
    const ms = Math.floor(random() ** 3 * 5000);
    const order = `A-${Math.floor(random() * 1e6)}`;
    const route = pick(ROUTES);
    const message =
      dice < 0.01
        ? `Charge failed: upstream timeout after ${ms} ms, order ${order}, attempt ${Math.floor(random() * 3)}/3`
        : dice < 0.04
          ? `Slow query ${ms} ms: SELECT * FROM orders WHERE customer_id = ${Math.floor(random() * 1e5)}`
          : `GET ${route} ${dice < 0.06 ? 404 : 200} ${ms} ms bytes=${Math.floor(random() * 1e5)} ip=10.4.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}`;
    return {
      source: pick(SERVICES),
      host: `node-${Math.floor(random() * 40)}`,
      environment: random() < 0.9 ? 'production' : 'staging',
      timestamp: new Date(startMs + i).toISOString(),
      severity: dice < 0.01 ? 'error' : dice < 0.04 ? 'warn' : dice < 0.2 ? 'debug' : 'info',
      message,
      traceId: hex(32),
      spanId: hex(16),
      metadata: { route, ms, orderId: order, region: pick(['eu-1', 'eu-2', 'us-1']), build: '2026.11.20-3', 'http.status': dice < 0.06 ? 404 : 200 },
    };
  });
}
