const URL_PASSWORD = /(:\/\/[^:@/\s"]*:)[^@\s"/]+@/g;
const BEARER = /(Bearer\s+)[\w.~+/-]+=*/gi;

/** Fields whose value never reaches a log line, at the top and one level down. */
export const SECRET_FIELDS = ['password', 'token', 'accessToken', 'refreshToken', 'ingestToken', 'authorization', 'cookie', 'apiKey', 'secret'];

/** Takes passwords out of URLs and tokens out of `Bearer` headers: drivers like to put both into their error texts. */
export function maskSecrets(line: string): string {
  return line.replace(URL_PASSWORD, '$1***@').replace(BEARER, '$1***');
}
