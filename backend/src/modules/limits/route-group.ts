import type { RateGroup } from '../../platform/config/settings.js';

/** Routes of the API: under /api, and the published addresses before it. Pages, files, /health, /docs and / are none. */
const API = /^\/(api|logs|ai)(\/|$)/;

/** Method and route as declared; the first that fits counts. What fits none is `general`. */
const RULES: readonly (readonly [RateGroup, RegExp])[] = [
  ['sign-in', /^POST .*\/auth\/(login|verify-otp|confirm-password|reset-password)$/],
  ['sign-in', /^GET .*\/auth\/oidc\/(start|callback)$/],
  ['register', /^POST .*\/auth\/(register|resend-otp|forgot-password)$/],
  ['search', /^(GET|POST) .*\/(search|export|get-logs)$/],
  ['recent', /^GET .*\/logs\/recent$/],
  ['by-id', /^GET .*\/logs\/:id(\/context)?$/],
];

/** The group that calls of a route are counted in; undefined when they are not counted. */
export function groupOfRoute(method: string, route: string): RateGroup | undefined {
  if (method === 'OPTIONS' || !API.test(route)) return undefined;
  const name = `${method === 'HEAD' ? 'GET' : method} ${route}`;
  return RULES.find(([, pattern]) => pattern.test(name))?.[0] ?? 'general';
}
