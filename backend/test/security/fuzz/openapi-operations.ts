import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { describeApi } from '../../../src/platform/http/openapi.js';

/** The part of an OpenAPI schema that requests are made from. */
export interface Schema {
  $ref?: string;
  type?: string;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  items?: Schema;
  format?: string;
}

export interface Parameter {
  name: string;
  in: string;
  schema?: Schema;
}

export interface Operation {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `{name}` parts. */
  path: string;
  parameters: Parameter[];
  body: Schema | undefined;
}

export interface ApiDescription {
  paths: Record<string, Record<string, { parameters?: Parameter[]; requestBody?: { content?: Record<string, { schema?: Schema }> } }>>;
  components?: { schemas?: Record<string, Schema> };
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** The description that the running app gives of itself. */
export function describedApi(app: NestFastifyApplication): ApiDescription {
  return JSON.parse(JSON.stringify(describeApi(app))) as ApiDescription;
}

/** Every operation of a description. */
export function operationsOf(api: ApiDescription): Operation[] {
  return Object.entries(api.paths).flatMap(([path, methods]) =>
    METHODS.flatMap((name) => {
      const described = methods[name];
      if (!described) return [];
      const body = Object.values(described.requestBody?.content ?? {})[0]?.schema;
      return [{ method: name.toUpperCase() as Operation['method'], path, parameters: described.parameters ?? [], body }];
    }),
  );
}

/** Follows a reference into the schemas of a description. */
export function resolveSchema(api: ApiDescription, schema: Schema | undefined): Schema {
  const name = schema?.$ref?.split('/').at(-1);
  return name === undefined ? (schema ?? {}) : (api.components?.schemas?.[name] ?? {});
}
