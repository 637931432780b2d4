import type { IncomingHttpHeaders } from 'node:http';

/** The access token or API key of a request, in the forms that every route takes: `Authorization: Bearer …`, or else `X-API-Key`. */
export function credentialOf(headers: IncomingHttpHeaders): string | undefined {
  const authorization = headers.authorization;
  if (authorization !== undefined && /^bearer /i.test(authorization)) return authorization.slice(7).trim();
  return header(headers, 'x-api-key');
}

/** Headers, and names in the query, in which the senders of other products carry a key. A new protocol adds its own here. */
const SENDER_HEADERS = ['dd-api-key', 'x-seq-apikey'] as const;
const SENDER_QUERY_NAMES = ['api_key', 'apiKey', 'dd-api-key'] as const;

/**
 * The same on routes that take logs in, which also know the forms of other products: `Authorization: Splunk …`, `Basic …` with the
 * key as password, `ApiKey …` (Elasticsearch), `DD-API-KEY` (Datadog), `X-Seq-ApiKey`, and the query `api_key=…`. Only there: a
 * browser sends Basic by itself, and addresses end up in histories and logs, so a key that reads must not travel like that.
 * @param url path and query as sent
 */
export function ingestCredentialOf(headers: IncomingHttpHeaders, url: string): string | undefined {
  return credentialOf(headers) ?? schemeCredential(headers.authorization) ?? firstOf(SENDER_HEADERS, (name) => header(headers, name)) ?? fromQuery(url);
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function firstOf(names: readonly string[], read: (name: string) => string | undefined): string | undefined {
  for (const name of names) {
    const value = read(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** What stands behind the scheme: the key itself, or the password of `name:password` in base64 (RFC 7617). */
function schemeCredential(authorization: string | undefined): string | undefined {
  const [, scheme = '', value = ''] = /^(splunk|basic|apikey) +(\S+) *$/i.exec(authorization ?? '') ?? [];
  if (scheme === '' || scheme.toLowerCase() === 'splunk') return value || undefined;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1) || undefined;
}

function fromQuery(url: string): string | undefined {
  const at = url.indexOf('?');
  if (at < 0) return undefined;
  const query = new URLSearchParams(url.slice(at + 1));
  return firstOf(SENDER_QUERY_NAMES, (name) => query.get(name) || undefined);
}
