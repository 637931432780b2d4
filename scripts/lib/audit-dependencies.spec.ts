import { readAudit } from './audit-dependencies.mjs';

const report = (vulnerabilities: object, counts: object) =>
  JSON.stringify({ auditReportVersion: 2, vulnerabilities, metadata: { vulnerabilities: counts } }, null, 2);

describe('what npm audit says', () => {
  it('is none, or names', () => {
    expect(readAudit(report({}, { high: 0, total: 0 }))).toEqual({ counts: { high: 0, total: 0 }, grave: [] });
    const found = report({ a: { severity: 'low' }, b: { severity: 'high' }, c: { severity: 'critical' } }, { total: 3 });
    expect(readAudit(`npm warn something\n${found}\n`)?.grave).toEqual(['b (high)', 'c (critical)']);
  });

  it.each([
    'npm error audit endpoint returned an error\n{"message":"405 Method Not Allowed","statusCode":405,"error":{"summary":""}}',
    'npm error network ENOTFOUND registry.example',
    '',
  ])('is nothing when the registry gave no audit', (output) => {
    expect(readAudit(output)).toBeUndefined();
  });
});
