const BLANK = '***';
const SECRET_NAME = /auth|cookie|token|key|secret|passw|session|signature|credential|jwt|code|otp/i;
/** Our own credentials, and JSON web tokens, wherever they stand. */
const SECRET_VALUE = /\blsk?_[\w-]{8,}|\beyJ[\w-]{8,}\.[\w-]+|\b(?:Bearer|Basic|Digest|Splunk)\s+\S+/i;

const isSecret = (name: string, value: string): boolean => SECRET_NAME.test(name) || SECRET_VALUE.test(value);

/** Headers as they came, by name; the value of everything that is or may be a secret is blanked. */
export function blankHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const shown = Object.entries(headers).map(([name, value]) => {
    const text = Array.isArray(value) ? value.join(', ') : (value ?? '');
    return [name, isSecret(name, text) ? BLANK : text];
  });
  return Object.fromEntries(shown);
}

/** An address with its query; values of the query that are or may be secrets are blanked. */
export function blankUrl(url: string): string {
  const [path = '', query] = url.split(/\?(.*)/s);
  if (query === undefined) return path;
  const pairs = query.split('&').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return isSecret(name, value.join('=')) ? `${name}=${BLANK}` : pair;
  });
  return `${path}?${pairs.join('&')}`;
}
