import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';
import { addressOf, type ClickHouseConnection } from './clickhouse-connection.js';

const REQUEST_MS_MAX = 130_000; // above the time limit of every insert and query, which the store itself keeps
/** Reads, inserts and pings share the connections: so many that slow reads never keep an insert waiting here. */
const CONNECTIONS_MAX = 64;
/** Below the keep-alive of every server, so that a request seldom meets a connection that is just being closed. */
const IDLE_SOCKET_MS = 2_000;

/**
 * Makes a client for the store. Nothing is sent until the first query; connections that a restart of the store has cut are
 * replaced by themselves. Times come and go as `yyyy-mm-dd hh:mm:ss`; 64-bit integers come as text in JSON.
 */
export function createClickHouseClient(connection: ClickHouseConnection): ClickHouseClient {
  const { url, database, username, password } = addressOf(connection);
  return createClient({
    url,
    database,
    username,
    password,
    application: 'logstream',
    request_timeout: REQUEST_MS_MAX,
    max_open_connections: CONNECTIONS_MAX,
    keep_alive: { enabled: true, idle_socket_ttl: IDLE_SOCKET_MS, eagerly_destroy_stale_sockets: true },
    compression: { request: false, response: false },
    clickhouse_settings: { output_format_json_quote_64bit_integers: 1 },
    log: { level: ClickHouseLogLevel.OFF }, // errors are thrown and logged by those who asked
  });
}
