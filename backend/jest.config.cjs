// Sources are ESM; for tests SWC turns them into CommonJS so that the jest global and jest.mock work.
// Nest 12 and other ESM-only packages then load through require(esm): Node 24.9 or newer and --experimental-vm-modules.
const swc = JSON.parse(require('node:fs').readFileSync(`${__dirname}/.swcrc`, 'utf8'));
delete swc.$schema;
swc.module = { type: 'commonjs' };

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testRegex: '(?<!\\.accept|\\.redis)\\.spec\\.ts$',
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
  testTimeout: 30_000,
};
