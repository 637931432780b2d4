/** The fields of a record that payload keys fill. */
export const SLOTS = ['timestamp', 'source', 'host', 'environment', 'severity', 'message', 'eventType', 'userId', 'traceId', 'spanId'] as const;
export type Slot = (typeof SLOTS)[number];
export const SLOT_COUNT = SLOTS.length;

/** Accepted names of each field, best first: when two are given, the better one fills the field and the other stays metadata. */
const NAMES: Record<Slot, readonly string[]> = {
  timestamp: ['timestamp', '@timestamp', 'time', 'ts', 'date', 'datetime', '_time', 'eventTime'],
  source: ['source', 'service.name', 'service', 'serviceName', 'service_name', 'app', 'appname', 'application', 'logger', 'logger_name', 'ddsource'],
  host: ['host', 'hostname', 'host.name', 'k8s.pod.name', 'kubernetes.pod_name', 'pod'],
  environment: ['environment', 'env', 'deployment.environment', 'deployment.environment.name'],
  severity: [
    'severity',
    'level',
    'lvl',
    'loglevel',
    'log.level',
    'severityText',
    'severity_text',
    'severityNumber',
    'severity_number',
    'levelname',
    'status_level',
  ],
  message: ['message', 'msg', 'body', 'log', 'text', '_msg', 'short_message', 'line'],
  eventType: ['eventType', 'event_type', 'event', 'event.name'],
  userId: ['userId', 'user_id', 'user.id', 'uid'],
  traceId: ['traceId', 'trace_id', 'trace.id', 'dd.trace_id', 'correlationId', 'correlation_id', 'traceID'],
  spanId: ['spanId', 'span_id', 'span.id', 'dd.span_id', 'spanID'],
};

/** Name → slot * 64 + rank. One look-up a key keeps ingest cheap. */
const CODE_OF_NAME = new Map<string, number>(SLOTS.flatMap((slot, index) => NAMES[slot].map((name, rank) => [name, index * 64 + rank])));

/** Every accepted name with its code. */
export const FIELD_CODES: ReadonlyMap<string, number> = CODE_OF_NAME;

/** Slot and rank of a payload key as `slot * 64 + rank`; undefined when it is metadata. */
export function fieldCode(key: string): number | undefined {
  return CODE_OF_NAME.get(key);
}

/** What a record may be called in an error: the names of a field, best first. */
export function namesOf(slot: Slot): readonly string[] {
  return NAMES[slot];
}
