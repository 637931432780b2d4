/** Under which names the lists of Admin are kept, so that a change can have them read again. */
export const PEOPLE_KEY = ['people'];
export const INVITATIONS_KEY = ['invitations'];
export const KEYS_KEY = ['api-keys'];
export const TENANT_KEY = ['tenant'];
export const TENANTS_KEY = ['tenants'];
export const AUDIT_KEY = ['audit'];
export const LIMITS_KEY = ['limits'];
export const MAIL_KEY = ['mail'];
