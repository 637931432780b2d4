import { ClickHouseError } from '@clickhouse/client';
import { AppError } from '../errors/app-error.js';
import { StoreRejectedError, toInsertError, toStoreError } from './clickhouse-errors.js';

const of = (code: number, message = 'text ') => new ClickHouseError({ code: String(code), type: 'X', message });
const codeOf = (error: AppError | StoreRejectedError) => (error instanceof AppError ? error.code : 'rejected');

it.each([
  ['refused', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'store_unavailable', 'store_unavailable'],
  ['reset', Object.assign(new Error('read'), { code: 'ECONNRESET' }), 'store_unavailable', 'store_unavailable'],
  ['both addresses refused', new AggregateError([Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })]), 'store_unavailable', 'store_unavailable'],
  ['hung up', new Error('socket hang up'), 'store_unavailable', 'store_unavailable'],
  ['cancelled by the caller', new Error('The user aborted a request.'), 'query_timeout', 'store_unavailable'],
  ['time', of(159), 'query_timeout', 'store_unavailable'],
  ['memory', of(241), 'query_too_expensive', 'store_unavailable'],
  ['rows', of(158), 'query_too_expensive', 'store_unavailable'],
  ['disk full', of(243), 'store_unavailable', 'store_unavailable'],
  ['too many parts', of(252, 'Too many parts (300). Merges are processing significantly slower '), 'store_unavailable', 'store_unavailable'],
  ['too many partitions', of(252, 'Too many partitions for single INSERT block (more than 100) '), 'rejected', 'rejected'],
  ['a number', of(72), 'rejected', 'rejected'],
  ['JSON', of(117), 'rejected', 'rejected'],
  ['a missing table', of(60), 'internal', 'store_unavailable'],
  ['a syntax error', of(62), 'internal', 'store_unavailable'],
])('maps %s', (_, thrown, query, insert) => {
  expect([codeOf(toStoreError(thrown)), codeOf(toInsertError(thrown))]).toEqual([query, insert]);
});

it('says when to come back, and keeps the text of the store to itself unless the data is to blame', () => {
  const disk = toInsertError(of(243, 'Cannot reserve /secret/path '));
  expect(disk).toMatchObject({ retryAfterSeconds: expect.any(Number), message: expect.not.stringContaining('secret') });
  const data = toInsertError(of(27, "Cannot parse input: expected '\"' before: x: (while reading the value of key a): (at row 1)\n"));
  expect(data).toMatchObject({ storeCode: 27, message: "The log store refused the record: Cannot parse input: expected '\"' before: x" });
});
