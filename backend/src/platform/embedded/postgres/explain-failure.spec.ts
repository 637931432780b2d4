import { explainFailure } from './cluster.js';

describe('why PostgreSQL cannot start', () => {
  it.each([
    ['PANIC:  could not write to file "pg_wal/xlogtemp.31": No space left on device', 'the disk of /data is full'],
    ['FATAL:  data directory "/data" has wrong ownership', 'belongs to another user'],
    ['postgres: error while loading shared libraries: libicu.so.60', 'cannot run on this machine'],
    ['FATAL:  something new', 'something new'],
    ['', 'it gave no reason'],
  ])('%s', (output, sentence) => {
    expect(explainFailure(output, '/data').message).toContain(sentence);
  });
});
