const URL_PASSWORD = /(:\/\/[^:@/\s"]*:)[^@\s"/]+@/g;
const BEARER = /((?:Bearer|Basic|Splunk|ApiKey)\s+)[\w.~+/-]+=*/gi;
const API_KEY = /\b(lsk?_)[\w-]{12,}/g;
const JSON_WEB_TOKEN = /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g;
const REFRESH_COOKIE = /(logstream_refresh=)[^;\s"]+/g;

/** Fields whose value never reaches a log line, at the top and one level down. */
export const SECRET_FIELDS = [
  'password',
  'currentPassword',
  'newPassword',
  'passwordHash',
  'token',
  'accessToken',
  'refreshToken',
  'ingestToken',
  'idToken',
  'authorization',
  'cookie',
  'apiKey',
  'secret',
  'clientSecret',
  '["x-api-key"]',
  '["set-cookie"]',
];

/** Takes passwords out of URLs, and credentials of every kind that we give or take: drivers like to put them into their error texts. */
export function maskSecrets(line: string): string {
  return line
    .replace(URL_PASSWORD, '$1***@')
    .replace(BEARER, '$1***')
    .replace(API_KEY, '$1***')
    .replace(JSON_WEB_TOKEN, '***')
    .replace(REFRESH_COOKIE, '$1***');
}
