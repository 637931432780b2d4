// The page in a real Chromium, on the built app. `npm run e2e` starts it through run.ts.
const backend = require('../backend/jest.config.cjs');

module.exports = {
  ...backend,
  rootDir: __dirname,
  roots: ['<rootDir>'],
  testRegex: '\\.e2e\\.ts$',
  testTimeout: 60_000,
};
