// The scripts run as they are (Node strips the types); for tests SWC turns them into CommonJS, as in the backend.
/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>'],
  testRegex: '\\.spec\\.ts$',
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' }, sourceMaps: true, swcrc: false }],
  },
  testTimeout: 30_000,
};
