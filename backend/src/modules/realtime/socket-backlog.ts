/** More than this waiting in a socket means that its client, or the way to it, is slow. */
const BUFFERED_BYTES_MAX = 1024 * 1024;
/** Long polling has no count of bytes; this many packets between two polls are too many. */
const WAITING_PACKETS_MAX = 32;

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined;
}

/**
 * Whether more is written to an Engine.IO connection than leaves it. Looks at the `bufferedAmount` of its WebSocket and at its
 * queue of packets; neither is part of the typed interface, and a connection without them counts as free.
 */
export function isBackedUp(connection: unknown): boolean {
  const buffered = field(field(field(connection, 'transport'), 'socket'), 'bufferedAmount');
  if (typeof buffered === 'number' && buffered > BUFFERED_BYTES_MAX) return true;
  const packets = field(connection, 'writeBuffer');
  return Array.isArray(packets) && packets.length > WAITING_PACKETS_MAX;
}
