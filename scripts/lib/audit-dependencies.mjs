// Known weaknesses of what the app runs with, as npm's registry knows them.
import { npmCommand } from './install.mjs';
import { PlainError, run } from './project.mjs';

/** Reads what `npm audit --json` said. @returns counts by severity and names, or undefined when the registry gave no audit */
export function readAudit(output) {
  const from = output.indexOf('{');
  const to = output.lastIndexOf('}');
  let report;
  try {
    report = JSON.parse(output.slice(from, to + 1));
  } catch {
    return undefined;
  }
  const counts = report?.metadata?.vulnerabilities;
  if (typeof counts !== 'object' || counts === null) return undefined;
  const grave = Object.entries(report.vulnerabilities ?? {}).filter(([, { severity }]) => severity === 'high' || severity === 'critical');
  return { counts, grave: grave.map(([name, { severity }]) => `${name} (${severity})`) };
}

/**
 * Fails on a weakness that is high or critical. A registry that answers no audits (a mirror, a network without the internet) is no
 * reason to fail; it is said, so that nobody takes it for a pass.
 */
export async function auditDependencies() {
  const [command, first] = npmCommand();
  const { output } = await run(command, [...first, 'audit', '--omit=dev', '--audit-level=high', '--json'], { stillDoing: 'asking the registry' });
  const audit = readAudit(output);
  if (!audit) return 'NOT RUN: the registry does not answer audits';
  if (audit.grave.length > 0) throw new PlainError(`Dependencies have known weaknesses: ${audit.grave.join(', ')}. See npm audit --omit=dev.`);
  return `${audit.counts.total ?? 0} known weaknesses, none high or critical`;
}
