import { SelectField, TextField } from '@/components/ui/field';
import type { Role } from '@/lib/api/account-types';
import { ROLE_TEXT, ROLES } from '../lib/person-words';

export interface Access {
  role: Role;
  limitQuery: string;
}

interface AccessFieldsProps {
  value: Access;
  onChange: (access: Access) => void;
  /** Why the role cannot be changed. */
  roleFixed?: string;
}

const roleOf = (text: string): Role => (text === 'admin' ? 'admin' : 'user');

/** What a person may do, and which logs it may see. */
export function AccessFields({ value, onChange, roleFixed }: AccessFieldsProps) {
  return (
    <>
      <SelectField
        label="Role"
        options={ROLES}
        value={value.role}
        disabled={roleFixed !== undefined}
        hint={roleFixed ?? ROLE_TEXT[value.role]}
        onChange={(event) => onChange({ ...value, role: roleOf(event.target.value) })}
      />
      <TextField
        label="May see only"
        mono
        spellCheck={false}
        autoComplete="off"
        placeholder="all logs"
        hint="A query such as source:payment-*. It limits search, live view, counts, alerts and exports."
        value={value.limitQuery}
        onChange={(event) => onChange({ ...value, limitQuery: event.target.value })}
      />
    </>
  );
}
