// Acceptance against data that others wrote; it lies outside the project: `npm run accept`.
module.exports = { ...require('./jest.config.cjs'), roots: ['<rootDir>/test/accept'], testRegex: '\\.accept\\.spec\\.ts$', maxWorkers: 1 };
