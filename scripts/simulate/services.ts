import type { Random } from './random.ts';

/** A service of the simulated shop: what its hosts are called and how many there are. */
interface Service {
  host: string;
  hosts: number;
  version: string;
}

const SERVICES = new Map<string, Service>([
  ['edge-nginx', { host: 'edge', hosts: 6, version: '1.29.3' }],
  ['checkout-api', { host: 'checkout', hosts: 6, version: '4.12' }],
  ['auth-service', { host: 'auth', hosts: 4, version: '2.31' }],
  ['order-service', { host: 'order', hosts: 5, version: '7.4' }],
  ['search-api', { host: 'search', hosts: 5, version: '3.9' }],
  ['catalog-api', { host: 'catalog', hosts: 4, version: '5.1' }],
  ['inventory', { host: 'inventory', hosts: 3, version: '1.18' }],
  ['payment-gateway', { host: 'payment', hosts: 3, version: '2.7' }],
  ['fraud-check', { host: 'fraud', hosts: 2, version: '0.14' }],
  ['recommender', { host: 'reco', hosts: 4, version: '31.2' }],
  ['mail-worker', { host: 'mail', hosts: 2, version: '1.6' }],
  ['shipping-api', { host: 'shipping', hosts: 2, version: '2.2' }],
  ['pricing', { host: 'pricing', hosts: 2, version: '6.0' }],
  ['session-store', { host: 'session', hosts: 3, version: '8.4.1' }],
]);

/** Names of the simulated services. */
export const SERVICE_NAMES: readonly string[] = [...SERVICES.keys()];

const PLACES = ['fra', 'ams', 'dub'] as const;
const DAY_MS = 86_400_000;

/** Host a request of this service lands on, for example `edge-fra-02`. */
export function hostOf(service: string, random: Random): string {
  const known = SERVICES.get(service);
  const number = random.int(0, (known?.hosts ?? 2) - 1);
  return `${known?.host ?? service}-${PLACES[number % PLACES.length] ?? 'fra'}-0${Math.floor(number / PLACES.length) + 1}`;
}

/** Version that runs at a time: most services are deployed once a day, at an hour of their own. */
export function versionOf(service: string, atMs: number): string {
  const version = SERVICES.get(service)?.version ?? '1.0';
  if (version.split('.').length > 2) return version;
  const hour = 9 + (service.length % 8);
  return `${version}.${Math.floor((atMs - hour * 3_600_000) / DAY_MS) % 50}`;
}
