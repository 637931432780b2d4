import type { OpenAPIObject } from '@nestjs/swagger';
import { BASE_MS } from './logs.js';
import { CANARY, emailOf, idOf, OWN } from './party.js';

type Schema = Exclude<NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string], { $ref: string }>;
type SchemaOrRef = Schema | { $ref: string };

/** What a route needs beyond what can be told from its description. */
export interface Example {
  body?: unknown;
  /** Values of query or body by name, in place of the automatic ones. */
  values?: Readonly<Record<string, unknown>>;
  /** When no call can get further than these answers; say why. */
  onlyAnswers?: readonly number[];
}

const LOG = { source: 'own-api', message: 'own sent', severity: 'info', timestamp: new Date(BASE_MS).toISOString() };

/** By method and path as declared. Most routes need nothing here. */
export const EXAMPLES: Readonly<Record<string, Example>> = {
  'POST /api/v1/logs/ingest': { body: LOG },
  'POST /logs': { body: LOG },
  'POST /logs/ingest': { body: LOG },
  'POST /api/v1/auth/refresh': { onlyAnswers: [401] }, // nobody sends its cookie here
  // Who has a code or the link of an invitation may use it, so nobody here has one of A.
  'POST /api/v1/auth/verify-otp': { onlyAnswers: [401] },
  'POST /api/v1/auth/reset-password': { onlyAnswers: [401] },
  'POST /api/auth/verify-otp': { onlyAnswers: [401] },
  'POST /api/auth/confirm-password': { onlyAnswers: [401] },
  'GET /api/v1/auth/invitations/:token/preview': { onlyAnswers: [404] },
  'POST /api/v1/auth/register': { onlyAnswers: [404] },
  'POST /api/auth/register': { onlyAnswers: [404] },
  'GET /api/v1/auth/oidc/start': { onlyAnswers: [404] }, // off without an issuer
};

/** Values by the name of a parameter or property: wherever it names something, it names something of A. */
const BY_NAME: Readonly<Record<string, unknown>> = {
  from: new Date(BASE_MS - 3_600_000).toISOString(),
  to: new Date(BASE_MS + 3_600_000).toISOString(),
  expiresAt: new Date(BASE_MS + 3_600_000_000).toISOString(),
  limit: 5,
  count: true,
  interval: '1m',
  query: CANARY.mark,
  actor: CANARY.mark,
  action: CANARY.mark,
  source: 'canary-api',
  severity: 'error',
  environment: 'canary',
  limitQuery: 'source:own-*',
  format: 'csv',
  outcome: 'ok',
  next: '/',
  message: 'own event',
  scopes: ['read'],
  role: 'user',
  // Addresses and names are unique over the instance, so these are B's own: see modules/logs/README.md.
  email: emailOf(OWN, 'other'),
  adminEmail: 'new-admin@own.example',
  username: 'own-new',
  name: 'own new',
  password: OWN.password,
  currentPassword: OWN.password,
  newPassword: OWN.password,
  code: '000000',
  otp: '000000',
  token: 'x'.repeat(43),
  invitation: 'x'.repeat(43),
  cursor: idOf(CANARY, 3),
  tenant: CANARY.tenant,
  tenantId: CANARY.tenant,
  id: idOf(CANARY, 3),
  userId: idOf(CANARY, 3),
};

/** Makes values for what the OpenAPI description of a route names. */
export class ExampleMaker {
  constructor(
    private readonly description: OpenAPIObject,
    private readonly canaryLogId: string,
  ) {}

  /** @throws Error naming the route and the parameter when nothing sensible is known */
  value(route: string, name: string, schemaOrRef: SchemaOrRef | undefined): unknown {
    const given = EXAMPLES[route]?.values;
    if (given && name in given) return given[name];
    if (name.startsWith('arrived')) return this.canaryLogId;
    const known = name in BY_NAME ? BY_NAME[name] : undefined;
    const schema = schemaOrRef && this.resolve(schemaOrRef);
    if (known !== undefined) return schema?.type === 'array' && !Array.isArray(known) ? [known] : known;
    const made = schema && this.ofSchema(route, schema);
    if (made === undefined) throw new Error(`${route}: no example is known for "${name}"; add one to test/isolation/examples.ts`);
    return made;
  }

  private ofSchema(route: string, schema: Schema): unknown {
    if (schema.example !== undefined) return schema.example as unknown;
    if (schema.enum) return schema.enum.at(-1);
    switch (schema.type) {
      case 'boolean':
        return true;
      case 'integer':
      case 'number':
        return schema.minimum ?? 1;
      case 'array':
        return schema.items ? [this.value(route, 'item', schema.items)] : [];
      case 'string':
        return schema.format === 'uuid' ? idOf(CANARY, 3) : CANARY.mark;
      default:
        return this.body(route, schema);
    }
  }

  /** A body with every property. */
  body(route: string, schemaOrRef: SchemaOrRef | undefined): unknown {
    const given = EXAMPLES[route]?.body;
    if (given !== undefined) return given;
    if (!schemaOrRef) return {};
    const schema = this.resolve(schemaOrRef);
    if (schema.example !== undefined) return schema.example as unknown;
    const parts = [schema, ...(schema.allOf ?? []).map((part) => this.resolve(part))];
    return Object.fromEntries(parts.flatMap((part) => Object.entries(part.properties ?? {})).map(([name, inner]) => [name, this.value(route, name, inner)]));
  }

  private resolve(schema: SchemaOrRef): Schema {
    if (!('$ref' in schema)) return schema;
    const found = this.description.components?.schemas?.[schema.$ref.split('/').at(-1) ?? ''];
    if (!found) throw new Error(`${schema.$ref} is not in the description`);
    return this.resolve(found);
  }
}
