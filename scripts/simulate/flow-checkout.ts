import type { Flow, Span } from './flow.ts';

/** A purchase: the longest way through the shop, and the one that a payment outage breaks. */
export function checkout(flow: Flow): void {
  const { random } = flow;
  const edge = flow.span('edge-nginx');
  const span = flow.span('checkout-api', edge);
  const order = `A-${random.int(10_000_000, 99_999_999)}`;
  const total = random.int(1_200, 42_000) / 100;
  const cart = `c_${random.hex(16).slice(0, 4)}`;
  const facts = { order, total, currency: 'EUR' };

  flow.log(span, 2, 'info', {
    message: `Checkout started cart=${cart} order=${order} total=${total.toFixed(2)}`,
    eventType: 'checkout.started',
    userId: flow.userId,
    metadata: { cart, ...facts, 'feature.express': random.chance(0.3) },
  });
  let at = 4 + verify(flow, span);
  at += reserve(flow, span, at, order);
  at += assess(flow, span, at, order, total);
  const paid = pay(flow, span, at, order, total);
  at += paid.ms;
  if (!paid.ok) {
    flow.log(span, at, 'error', {
      message: `Checkout failed: payment-gateway answered 503 after ${Math.round(paid.ms)} ms, cart ${cart} kept order=${order}`,
      eventType: 'checkout.failed',
      userId: flow.userId,
      durationMs: at,
      metadata: { cart, ...facts, 'http.status': 503, cause: 'payment_unavailable' },
    });
    if (random.chance(0.5))
      flow.log(flow.span('order-service', span), at + 3, 'warn', {
        message: `Order ${order} held: payment pending`,
        eventType: 'order.held',
        userId: flow.userId,
        metadata: facts,
      });
    return flow.access(edge, at + 5, 'POST', '/api/checkout', 502, 157);
  }
  at += accept(flow, span, at, order, total);
  flow.log(span, at, 'info', {
    message: `Checkout done order=${order} ms=${Math.round(at)}`,
    eventType: 'checkout.done',
    userId: flow.userId,
    durationMs: at,
    metadata: { cart, ...facts, latency: Math.round(at) },
  });
  flow.access(edge, at + 4, 'POST', '/api/checkout', 201, 402);
  confirm(flow, span, at + 30, order);
}

function verify(flow: Flow, parent: Span): number {
  const ms = flow.random.duration(5);
  flow.log(flow.span('auth-service', parent), 4 + ms, 'debug', {
    message: `Token verified user.id=${flow.userId} kid=2026-11 ms=${ms.toFixed(1)}`,
    userId: flow.userId,
    durationMs: ms,
    metadata: { scope: 'web', alg: 'ES256' },
  });
  return ms;
}

function reserve(flow: Flow, parent: Span, at: number, order: string): number {
  const { random } = flow;
  const ms = random.duration(18) * (1 + 10 * flow.strength('latency') * random.fraction());
  const span = flow.span('inventory', parent);
  const sku = `${random.int(10, 99)}-${random.int(1000, 1999)}`;
  const pieces = random.int(1, 4);
  const warehouse = random.pick(['ams-1', 'ams-2', 'fra-1']);
  if (ms > 150)
    flow.log(span, at + ms * 0.7, 'warn', {
      message: `Waited ${Math.round(ms * 0.7)} ms for a database connection (pool inventory-rw, 20 of 20 in use)`,
      metadata: { 'db.pool.used': 20, 'db.pool.max': 20 },
    });
  flow.log(span, at + ms, 'info', {
    message: `Reserved ${pieces} of sku ${sku} warehouse=${warehouse}`,
    eventType: 'stock.reserved',
    durationMs: ms,
    metadata: { sku, pieces, warehouse, order },
  });
  if (random.chance(0.04))
    flow.log(span, at + ms + 1, 'warn', {
      message: `Stock of sku ${sku} is low: ${random.int(1, 5)} left in ${warehouse}`,
      eventType: 'stock.low',
      metadata: { sku, warehouse },
    });
  return ms + 1;
}

function assess(flow: Flow, parent: Span, at: number, order: string, total: number): number {
  const { random } = flow;
  const ms = random.duration(24);
  const score = Math.round(random.fraction() ** 3 * 100);
  flow.log(flow.span('fraud-check', parent), at + ms, score > 85 ? 'warn' : 'info', {
    message: `Order ${order} scored ${score} of 100${score > 85 ? ': sent to manual review' : ''}`,
    eventType: 'fraud.scored',
    userId: flow.userId,
    durationMs: ms,
    metadata: { score, order, total, rules: 'v9', ip: flow.ip },
  });
  return ms + 1;
}

function pay(flow: Flow, parent: Span, at: number, order: string, total: number): { ok: boolean; ms: number } {
  const { random } = flow;
  const outage = flow.strength('payment-outage');
  const span = flow.span('payment-gateway', parent);
  const provider = random.chance(0.75) ? 'stripe-eu' : 'adyen-eu';
  const facts = { provider, order, amount: total, currency: 'EUR' };
  // With the breaker open most calls are refused at once: that is what it is for.
  if (outage > 0.7 && random.chance(0.35)) {
    flow.log(span, at + 2, 'error', {
      message: `Charge refused: circuit breaker ${provider} is open order=${order}`,
      eventType: 'payment.refused',
      userId: flow.userId,
      durationMs: 2,
      metadata: { ...facts, breaker: 'open' },
    });
    return { ok: false, ms: 3 };
  }
  let ms = 0;
  const tries = 3;
  for (let attempt = 1; attempt <= tries; attempt++) {
    if (!random.chance(0.008 + 0.85 * outage)) {
      const chargeMs = random.duration(140) * (1 + 6 * outage);
      ms += chargeMs;
      flow.log(span, at + ms, 'info', {
        message: `Charged ${total.toFixed(2)} EUR provider=${provider} order=${order} ms=${Math.round(chargeMs)}`,
        eventType: 'payment.charged',
        userId: flow.userId,
        durationMs: ms,
        metadata: { ...facts, attempt, latency: Math.round(chargeMs) },
      });
      return { ok: true, ms };
    }
    if (outage > 0.4 && random.chance(0.3 * outage)) {
      flow.log(span, at + ms + 1, 'error', {
        message: `Connection pool exhausted: 50 of 50 in use, ${random.int(8, 60)} waiting (pool ${provider}, gave up after 2000 ms) order=${order}`,
        eventType: 'pool.exhausted',
        metadata: { ...facts, 'pool.used': 50, 'pool.max': 50, attempt },
      });
      ms += 2000;
    } else {
      ms += 5000;
      flow.log(span, at + ms, attempt < tries ? 'warn' : 'error', {
        message: `Charge ${attempt < tries ? 'attempt failed' : 'failed'}: upstream timeout after 5000 ms provider=${provider} attempt=${attempt}/${tries} order=${order}`,
        eventType: 'payment.timeout',
        userId: flow.userId,
        ...(attempt < tries ? {} : { durationMs: ms }),
        metadata: { ...facts, attempt, latency: 5000, 'error.code': 'ETIMEDOUT' },
      });
    }
    // Under an outage clients do not wait for the third attempt.
    if (attempt === 2 && random.chance(0.5 * outage)) break;
    ms += 100 * attempt;
  }
  return { ok: false, ms };
}

function accept(flow: Flow, parent: Span, at: number, order: string, total: number): number {
  const ms = flow.random.duration(30) * (1 + 12 * flow.strength('latency') * flow.random.fraction());
  const span = flow.span('order-service', parent);
  if (ms > 250)
    flow.log(span, at + ms * 0.9, 'warn', {
      message: `Slow query ${Math.round(ms * 0.8)} ms: INSERT INTO orders … RETURNING id rows=1`,
      eventType: 'db.slow_query',
      metadata: { 'db.table': 'orders', latency: Math.round(ms * 0.8) },
    });
  flow.log(span, at + ms, 'info', {
    message: `Order ${order} accepted total=${total.toFixed(2)} currency=EUR`,
    eventType: 'order.accepted',
    userId: flow.userId,
    durationMs: ms,
    metadata: { order, total, currency: 'EUR' },
  });
  return ms + 1;
}

function confirm(flow: Flow, parent: Span, at: number, order: string): void {
  const { random } = flow;
  const queueMs = Math.round(random.duration(140));
  flow.log(flow.span('mail-worker', parent), at + queueMs, 'info', {
    message: `Sent order_confirmation queue_ms=${queueMs} template=v12`,
    eventType: 'mail.sent',
    userId: flow.userId,
    durationMs: queueMs,
    metadata: { order, template: 'v12', 'queue.ms': queueMs, smtp: '250 2.0.0 Ok' },
  });
  if (random.chance(0.5))
    flow.log(flow.span('shipping-api', parent), at + queueMs + 40, 'info', {
      message: `Label requested order=${order} carrier=${random.pick(['dhl', 'dpd', 'postnl'])}`,
      eventType: 'shipping.label',
      metadata: { order },
    });
}
