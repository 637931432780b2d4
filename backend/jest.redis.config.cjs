// Tests on a real Redis, which not every machine has: scripts/test.mjs finds one and says so when there is none.
module.exports = { ...require('./jest.config.cjs'), testRegex: '\\.redis\\.spec\\.ts$' };
