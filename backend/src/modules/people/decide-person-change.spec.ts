import { assertMayChange, type ChangedPerson, type PersonChange } from './decide-person-change.js';

const admin: ChangedPerson = { isOwner: false, role: 'admin', disabledAt: null };
const LEAVING: PersonChange[] = [{ removed: true }, { disabled: true }, { role: 'user' }];

describe('assertMayChange', () => {
  it.each(LEAVING)('keeps the last admin from %j', (change) => {
    expect(() => assertMayChange(admin, change, 0)).toThrow('last admin');
    expect(() => assertMayChange(admin, change, 1)).not.toThrow();
    expect(() => assertMayChange({ ...admin, role: 'user' }, change, 0)).not.toThrow();
    expect(() => assertMayChange({ ...admin, disabledAt: new Date() }, change, 0)).not.toThrow();
  });

  it.each([...LEAVING, { limitQuery: 'source:a' }])('keeps the owner from %j', (change) => {
    expect(() => assertMayChange({ ...admin, isOwner: true }, change, 5)).toThrow('owns the instance');
  });

  it('lets everything else be', () => {
    expect(() => assertMayChange({ ...admin, isOwner: true }, { role: 'admin', limitQuery: '', disabled: false }, 0)).not.toThrow();
    expect(() => assertMayChange(admin, { limitQuery: 'source:a', role: 'admin' }, 0)).not.toThrow();
  });
});
