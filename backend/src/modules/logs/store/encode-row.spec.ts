import { mintTenantId } from '../../../platform/tenancy/tenant.js';
import { encodeRow, ROW_COLUMNS } from './encode-row.js';

const record = {
  observedAtMs: 1795253284870,
  seq: 9,
  timestampMs: 1795253284000,
  timestampNs: 1,
  source: 's "q"',
  host: '',
  environment: 'e',
  severity: 17,
  message: 'line\n\u0000"\\ é',
  eventType: '',
  userId: '',
  traceId: 't',
  spanId: '',
  metadata: { text: 'x', number: 1.5, yes: true, no: false },
  metadataRest: '',
  patternId: '',
  ingest: 'http',
};

describe('encodeRow', () => {
  const line = encodeRow(mintTenantId('default'), record, 7);

  it('writes one line of JSON with a value for each column', () => {
    expect(line.endsWith('\n')).toBe(true);
    expect(line.slice(0, -1)).not.toContain('\n');
    const row = JSON.parse(line) as unknown[];
    expect(row).toHaveLength(ROW_COLUMNS.length);
    expect(Object.fromEntries(ROW_COLUMNS.map((column, i) => [column, row[i]]))).toMatchObject({
      tenant: 'default',
      seq: 9,
      source: 's "q"',
      message: record.message,
      severity: 17,
      retention_days: 7,
    });
  });

  it('keeps all digits of the time', () => {
    expect(line).toContain(',1795253284000000001,1795253284870,9,');
    expect(encodeRow(mintTenantId('t'), { ...record, timestampMs: 0, timestampNs: 12 }, 1)).toContain('["t",12,');
  });

  it('writes text, numbers and booleans where the store tells them apart', () => {
    expect(line).toContain('{"text":"x","yes":"true","no":"false"},{"number":1.5,"yes":1,"no":0}');
  });
});
