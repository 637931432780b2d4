import { playBackground } from './background.ts';
import { busyAt } from './day-shape.ts';
import { Flow } from './flow.ts';
import { playVisitor } from './flows.ts';
import { extraRecords, type Slice } from './incident-extras.ts';
import type { Incident } from './incidents.ts';
import { Random } from './random.ts';
import type { TimedRecord } from './record.ts';
import { SERVICE_NAMES } from './services.ts';

export interface TrafficOptions {
  seed: number;
  /** ms since 1970; records from `fromMs` up to, not with, `toMs` (which may be Infinity). */
  fromMs: number;
  toMs: number;
  /** Where the run begins, ms since 1970: counted from there, two runs of one seed write the same requests whenever they run. */
  originMs: number;
  /** Mean records a second, without what incidents add. */
  rate: number;
  environment: string;
  incidents: readonly Incident[];
  /** Only these services; names that the shop does not have write generic requests. All when left out. */
  services?: readonly string[] | undefined;
  /** Follows the hours of the day and the days of the week, in a zone that is this many ms ahead of UTC. Even when left out. */
  zoneOffsetMs?: number | undefined;
}

/** No request takes longer; so far back one may begin that ends in the asked time. */
const LOOK_BACK_MS = 60_000;
const BACKGROUND_SHARE = 0.3;

/**
 * Gives the records of a time in order. The same options give the same records, and two neighbouring times of one run give
 * together what the whole gives: time is cut into slices from the origin, and each slice has numbers of its own.
 */
export function* traffic(options: TrafficOptions): Generator<TimedRecord> {
  const { fromMs, toMs, originMs, rate } = options;
  // Long enough for some whole requests at low rates.
  const lengthMs = Math.min(60, Math.max(1, Math.ceil(200 / rate))) * 1000;
  const services = options.services && options.services.length > 0 ? new Set(options.services) : undefined;
  let open: TimedRecord[] = [];
  for (let index = Math.floor((fromMs - originMs - LOOK_BACK_MS) / lengthMs); originMs + index * lengthMs < toMs; index++) {
    const startMs = originMs + index * lengthMs;
    open.push(...playSlice(options, services, index, lengthMs));
    open.sort((a, b) => a.atMs - b.atMs);
    const endMs = Math.min(startMs + lengthMs, toMs);
    // Later slices begin later: what lies before their start is complete.
    let ready = 0;
    for (const one of open) {
      if (one.atMs >= endMs) break;
      ready++;
      if (one.atMs >= fromMs) yield one;
    }
    open = open.slice(ready);
  }
}

function playSlice(options: TrafficOptions, services: ReadonlySet<string> | undefined, index: number, lengthMs: number): TimedRecord[] {
  const { seed, rate, environment, originMs } = options;
  const startMs = originMs + index * lengthMs;
  const random = new Random(`${seed}/${rate}/${index}`);
  const incidents = options.incidents.filter((one) => one.startMs < startMs + lengthMs && one.endMs > startMs);
  const slice: Slice = { seed, originMs, startMs, lengthMs, rate, environment, incidents };
  const wanted = quota(options, index, lengthMs, random);
  const records: TimedRecord[] = [];
  while (records.length < wanted) {
    // Spread evenly over the slice, with some chance.
    const at = startMs + Math.min(0.9999, (records.length + random.fraction()) / wanted) * lengthMs;
    const flow = play(new Flow(random, at, environment, incidents), services, wanted - records.length);
    records.push(...flow);
  }
  const extras = extraRecords(slice, random);
  records.push(...(services ? extras.filter((one) => services.has(one.record.source)) : extras));
  return records;
}

/** Records of one request, at most `room`: a longer one would break the rate, so a single line takes its place. */
function play(flow: Flow, services: ReadonlySet<string> | undefined, room: number): TimedRecord[] {
  const { random } = flow;
  const visits = !services || SERVICE_NAMES.some((name) => services.has(name));
  if (visits && !random.chance(BACKGROUND_SHARE)) {
    playVisitor(flow);
    const kept = services ? flow.records.filter((one) => services.has(one.record.source)) : flow.records;
    if (kept.length > 0 && kept.length <= room) return kept;
  }
  flow.records.length = 0;
  playBackground(flow, services);
  return flow.records;
}

function quota(options: TrafficOptions, index: number, lengthMs: number, random: Random): number {
  const perSlice = (options.rate * lengthMs) / 1000;
  if (options.zoneOffsetMs === undefined) return Math.floor(perSlice * (index + 1)) - Math.floor(perSlice * index);
  return Math.floor(perSlice * busyAt(options.originMs + (index + 0.5) * lengthMs, options.zoneOffsetMs) + random.fraction());
}
