/** Where ClickHouse is. */
export interface ClickHouseConnection {
  /** `http(s)://[user:password@]host:port[/database]`; the database is `default` when the path names none. */
  url: string;
  /** Wins over the one in the URL. */
  username?: string;
  password?: string;
}

/** The parts of a connection, with the credentials taken out of the URL, so that no error can show them. */
export interface ClickHouseAddress {
  /** Scheme, host and port (and a path before the database, for servers behind a proxy). */
  url: string;
  database: string;
  username: string;
  password: string;
}

/** Takes a connection apart. The last part of the path is the database. */
export function addressOf(connection: ClickHouseConnection): ClickHouseAddress {
  const url = new URL(connection.url);
  const parts = url.pathname.split('/').filter(Boolean);
  const database = decodeURIComponent(parts.pop() ?? 'default');
  const username = connection.username ?? (decodeURIComponent(url.username) || 'default');
  const password = connection.password ?? decodeURIComponent(url.password);
  return { url: `${url.protocol}//${url.host}${parts.length > 0 ? `/${parts.join('/')}` : ''}`, database, username, password };
}
