/** Number of this run of the app, 0-4095: the upper bits of a log's id. Each start takes the next one of a sequence in PostgreSQL. */
export const INSTANCE_NUMBER = Symbol('INSTANCE_NUMBER');
