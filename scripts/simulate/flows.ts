import type { Flow, Span } from './flow.ts';
import { checkout } from './flow-checkout.ts';

const TERMS = ['running shoes', 'rain jacket', 'usb-c cable', 'desk lamp', 'coffee grinder', 'backpack 30l', 'wool socks', 'headphones'] as const;
const ASSETS = ['/assets/app.4f1c.js', '/assets/main.9be2.css', '/assets/logo.svg', '/assets/fonts/inter.woff2', '/assets/vendor.c07a.js'] as const;
const AGENTS = ['Firefox/146.0', 'Chrome/143.0', 'Safari/19.1', 'ShopApp/8.2 (Android 16)', 'ShopApp/8.2 (iOS 20)'] as const;

/** Milliseconds a database call takes: many times longer while the latency incident is on. */
function databaseMs(flow: Flow, typical: number): number {
  return flow.random.duration(typical) * (1 + 14 * flow.strength('latency') * flow.random.fraction());
}

function slowQuery(flow: Flow, span: Span, offsetMs: number, ms: number, statement: string, table: string): void {
  if (ms < 400) return;
  const rows = flow.random.int(1, 40);
  flow.log(span, offsetMs, 'warn', {
    message: `Slow query ${Math.round(ms)} ms: ${statement} rows=${rows}`,
    eventType: 'db.slow_query',
    metadata: { 'db.system': 'postgresql', 'db.table': table, 'db.rows': rows, latency: Math.round(ms) },
  });
}

function asset(flow: Flow): void {
  const path = flow.random.pick(ASSETS);
  const cached = flow.random.chance(0.6);
  flow.access(flow.span('edge-nginx'), flow.random.duration(1.5), 'GET', path, cached ? 304 : 200, cached ? 0 : flow.random.int(900, 240_000));
}

function notFound(flow: Flow): void {
  const path = flow.random.pick(['/wp-login.php', '/favicon-32.png', '/product/0', '/.env', '/api/v0/cart']);
  flow.access(flow.span('edge-nginx'), flow.random.duration(3), 'GET', path, 404, 153);
}

function search(flow: Flow): void {
  const { random } = flow;
  const edge = flow.span('edge-nginx');
  const span = flow.span('search-api', edge);
  const term = random.pick(TERMS);
  const ms = databaseMs(flow, 28);
  const hits = random.int(0, 1900);
  const shard = random.int(0, 7);
  if (random.chance(0.5))
    flow.log(span, 3, 'debug', {
      message: `Query plan cached shard=${shard} hits=${hits}`,
      metadata: { shard, hits, 'cache.key': `plan:${random.int(1000, 9999)}` },
    });
  if (random.chance(0.08))
    flow.log(span, ms * 0.8, 'trace', { message: `span score_candidates ${(ms * 0.3).toFixed(1)} ms`, metadata: { shard, candidates: hits * 3 } });
  flow.log(span, ms + 3, ms > 900 ? 'warn' : 'info', {
    message: `Search "${term}" found ${hits} in ${Math.round(ms)} ms`,
    eventType: 'search',
    userId: flow.userId,
    durationMs: ms,
    metadata: { query: term, hits, shard, latency: Math.round(ms), 'user.agent': random.pick(AGENTS) },
  });
  const timeout = ms > 2500;
  if (timeout)
    flow.log(edge, ms + 4, 'error', {
      message: `upstream timed out (110: Connection timed out) while reading response header from upstream, upstream: search-api:8080`,
      metadata: { upstream: 'search-api:8080', ip: flow.ip },
    });
  flow.access(edge, ms + 6, 'GET', `/api/search?q=${encodeURIComponent(term)}`, timeout ? 504 : 200, timeout ? 167 : random.int(2_000, 30_000));
}

function product(flow: Flow): void {
  const { random } = flow;
  const edge = flow.span('edge-nginx');
  const catalog = flow.span('catalog-api', edge);
  const recommender = flow.span('recommender', catalog);
  const id = random.int(1000, 9999);
  const readMs = databaseMs(flow, 12);
  const modelMs = random.duration(38);
  slowQuery(flow, catalog, readMs + 2, readMs, 'SELECT … FROM products JOIN prices USING (product_id) WHERE product_id = ?', 'products');
  if (random.chance(0.02))
    flow.log(recommender, readMs + 5, 'warn', {
      message: `Model v31 answered late, popular items served instead after ${Math.round(modelMs)} ms`,
      metadata: { model: 'v31', fallback: true },
    });
  flow.log(recommender, readMs + modelMs, 'info', {
    message: `Model v31 served 12 items ms=${Math.round(modelMs)}`,
    userId: flow.userId,
    durationMs: modelMs,
    metadata: { model: 'v31', items: 12, product: id, latency: Math.round(modelMs) },
  });
  const hit = random.chance(0.7);
  flow.log(catalog, readMs + modelMs + 2, 'info', {
    message: `Product ${id} rendered cache=${hit ? 'HIT' : 'MISS'} ms=${Math.round(readMs + modelMs)}`,
    durationMs: readMs + modelMs,
    metadata: { product: id, cache: hit ? 'HIT' : 'MISS' },
  });
  flow.access(edge, readMs + modelMs + 5, 'GET', `/product/${id}`, 200, random.int(8_000, 40_000));
}

function cart(flow: Flow): void {
  const { random } = flow;
  const edge = flow.span('edge-nginx');
  const span = flow.span('checkout-api', edge);
  const session = flow.span('session-store', span);
  const cartId = `c_${random.hex(16).slice(0, 4)}`;
  const items = random.int(1, 8);
  const total = (random.int(900, 32_000) / 100).toFixed(2);
  const ms = databaseMs(flow, 22);
  if (random.chance(0.25))
    flow.log(session, 2, 'debug', {
      message: `GET sess:${flow.userId} hit bytes=${random.int(300, 2400)}`,
      userId: flow.userId,
      durationMs: random.duration(1),
      metadata: { 'db.system': 'valkey', ttl: random.int(60, 1800) },
    });
  slowQuery(flow, span, ms + 2, ms, 'SELECT … FROM cart_items WHERE cart_id = ?', 'cart_items');
  if (random.chance(0.012)) {
    flow.log(span, ms + 3, 'error', {
      message: "Unhandled TypeError: Cannot read properties of undefined (reading 'price') route=/api/cart",
      userId: flow.userId,
      durationMs: ms,
      metadata: {
        'exception.type': 'TypeError',
        'exception.stacktrace':
          'at priceOf (/app/dist/cart/price.js:41:23)\n    at Array.map (<anonymous>)\n    at CartService.total (/app/dist/cart/cart.service.js:88:31)',
        cart: cartId,
      },
    });
    return flow.access(edge, ms + 6, 'GET', '/api/cart', 500, 89);
  }
  if (random.chance(0.06))
    flow.log(span, ms + 2, 'info', {
      message: `Voucher applied code=SAVE${random.int(10, 99)} discount=10 %`,
      userId: flow.userId,
      metadata: { cart: cartId, discount: 10 },
    });
  flow.log(span, ms + 4, 'info', {
    message: `Cart priced cart=${cartId} items=${items} total=${total} ms=${Math.round(ms)}`,
    eventType: 'cart.priced',
    userId: flow.userId,
    durationMs: ms,
    metadata: { cart: cartId, items, total: Number(total), currency: 'EUR' },
  });
  flow.access(edge, ms + 6, 'GET', '/api/cart', 200, random.int(700, 4_000));
}

function login(flow: Flow): void {
  const { random } = flow;
  const edge = flow.span('edge-nginx');
  const auth = flow.span('auth-service', edge);
  const ms = random.duration(75);
  const wrong = random.chance(0.06);
  if (wrong)
    flow.log(auth, ms, 'warn', {
      message: `Failed login for ${flow.userId}: wrong password`,
      eventType: 'login.failed',
      userId: flow.userId,
      durationMs: ms,
      metadata: { ip: flow.ip, reason: 'wrong_password', 'user.agent': random.pick(AGENTS) },
    });
  else {
    flow.log(auth, ms * 0.9, 'info', {
      message: `Token issued user.id=${flow.userId} scope=web ttl=900`,
      eventType: 'login',
      userId: flow.userId,
      durationMs: ms,
      metadata: { ip: flow.ip, scope: 'web', ttl: 900, 'user.agent': random.pick(AGENTS) },
    });
  }
  flow.access(edge, ms + 3, 'POST', '/api/login', wrong ? 401 : 200, wrong ? 74 : 912);
}

function session(flow: Flow): void {
  const edge = flow.span('edge-nginx');
  const auth = flow.span('auth-service', edge);
  const ms = flow.random.duration(6);
  flow.log(auth, ms, 'info', {
    message: `Session refreshed user.id=${flow.userId}`,
    eventType: 'session.refreshed',
    userId: flow.userId,
    durationMs: ms,
    metadata: { ip: flow.ip, ttl: 900, method: 'refresh_token' },
  });
  flow.access(edge, ms + 2, 'POST', '/api/session/refresh', 200, 412);
}

function orders(flow: Flow): void {
  const { random } = flow;
  const edge = flow.span('edge-nginx');
  const span = flow.span('order-service', edge);
  const ms = databaseMs(flow, 55);
  slowQuery(flow, span, ms + 2, ms, 'SELECT … FROM orders WHERE customer_id = ?', 'orders');
  if (flow.strength('latency') > 0.4 && random.chance(0.05)) {
    flow.log(span, ms + 3, 'warn', {
      message: `p95 of GET /api/orders is ${Math.round(400 + 2200 * flow.strength('latency'))} ms over 60 s (budget 400 ms)`,
      eventType: 'slo.burn',
      metadata: { budgetMs: 400, windowSeconds: 60 },
    });
  }
  const count = random.int(0, 24);
  flow.log(span, ms + 4, 'info', {
    message: `Listed ${count} orders customer=${flow.userId} ms=${Math.round(ms)}`,
    userId: flow.userId,
    durationMs: ms,
    metadata: { orders: count, latency: Math.round(ms), 'db.pool.used': Math.min(50, 6 + Math.round(44 * flow.strength('latency'))) },
  });
  flow.access(edge, ms + 7, 'GET', '/api/orders', ms > 3000 ? 504 : 200, ms > 3000 ? 167 : random.int(300, 9_000));
}

type Step = (flow: Flow) => void;
const WEIGHTED: readonly [number, Step][] = [
  [17, asset],
  [1.2, notFound],
  [17, search],
  [17, product],
  [15, cart],
  [6, login],
  [13, session],
  [7, orders],
  [6, checkout],
];
const WEIGHT = WEIGHTED.reduce((sum, [weight]) => sum + weight, 0);

/** Plays one request of a visitor: assets and pages mostly, now and then a purchase. */
export function playVisitor(flow: Flow): void {
  let at = flow.random.fraction() * WEIGHT;
  for (const [weight, step] of WEIGHTED) {
    at -= weight;
    if (at < 0) return step(flow);
  }
}
