import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { describeApi } from '../../src/platform/http/openapi.js';
import { declaredRoutes, servedRoutes, type DeclaredRoute } from '../harness/declared-routes.js';
import type { Callers } from './callers.js';
import { ExampleMaker, EXAMPLES } from './examples.js';
import { normalise, stableHeaders } from './normalise.js';
import { ROLES, type CallerName } from './party.js';

/** Routes of no controller: files of the page, the description of the interface and the like, which hold no data. */
const STATIC = /^GET \/(?:docs(?:\/.*)?|\.well-known\/.*|\*)?$/;

/** Answers that say that a call did not get to the point. */
const TURNED_AWAY: ReadonlySet<number> = new Set([400, 401, 404, 405, 406, 411, 413, 415, 422, 429]);

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Parameter = Extract<NonNullable<Operation['parameters']>[number], { name: string }>;

export interface Walk {
  app: NestFastifyApplication;
  callers: Callers;
  /** Put into every parameter of a path, one after the other: first A's, then B's own. */
  ids: readonly string[];
  knownLogIds: ReadonlySet<string>;
  /** Puts B back to what it was before each route. */
  restore: () => Promise<void>;
}

export interface RouteAnswer {
  route: string;
  caller: CallerName;
  status: number;
  /** Address with query, status, headers and body, without what differs by itself. */
  text: string;
}

function operationOf(description: OpenAPIObject, { method, path }: DeclaredRoute): Operation | undefined {
  const item = description.paths[path.replace(/:(\w+)/g, '{$1}')];
  return item?.[method.toLowerCase() as 'get'];
}

/** The addresses to ask of one route: bare, and with each optional parameter alone; times are always there. */
function addressesOf(route: string, path: string, parameters: readonly Parameter[], examples: ExampleMaker, ids: readonly string[]): string[] {
  const query = parameters.filter((parameter) => parameter.in === 'query');
  const always = query.filter(({ name, required }) => required === true || name === 'from' || name === 'to');
  const write = (chosen: readonly Parameter[]): string =>
    chosen.flatMap(({ name, schema }) => [examples.value(route, name, schema)].flat().map((value) => `${name}=${encodeURIComponent(String(value))}`)).join('&');
  const queries = [always, ...query.filter((one) => !always.includes(one)).map((one) => [...always, one])].map(write);
  const paths = /:\w+/.test(path) ? ids.map((id) => path.replace(/:\w+/g, encodeURIComponent(id))) : [path];
  return paths.flatMap((one) => queries.map((text) => (text === '' ? one : `${one}?${text}`)));
}

/** The body of a call, as JSON or the first form that the route takes. */
function bodyOf(route: string, operation: Operation | undefined, examples: ExampleMaker): unknown {
  const body = operation?.requestBody;
  const content = body && 'content' in body ? body.content : undefined;
  return examples.body(route, (content?.['application/json'] ?? Object.values(content ?? {})[0])?.schema);
}

/** Asks every route of the running app, as each caller, with A's ids wherever an id or a value goes. */
export async function walkRoutes({ app, callers, ids, knownLogIds, restore }: Walk): Promise<RouteAnswer[]> {
  const description = describeApi(app);
  const examples = new ExampleMaker(description, ids.find((id) => knownLogIds.has(id)) ?? '');
  const answers: RouteAnswer[] = [];
  const routes = new Map(declaredRoutes(app).map((declared) => [`${declared.method} ${declared.path}`, declared]));
  for (const [route, declared] of routes) {
    const operation = operationOf(description, declared);
    const parameters = (operation?.parameters ?? []).filter((parameter): parameter is Parameter => 'name' in parameter);
    const hasBody = !['GET', 'HEAD', 'DELETE'].includes(declared.method);
    const payload = hasBody ? { payload: JSON.stringify(bodyOf(route, operation, examples)) } : {};
    for (const caller of ROLES) {
      await restore();
      for (const url of addressesOf(route, declared.path, parameters, examples, ids)) {
        const headers = { authorization: `Bearer ${await callers.token(caller)}`, ...(hasBody && { 'content-type': 'application/json' }) };
        const answer = await app.inject({ method: declared.method, url, headers, ...payload });
        const body = normalise(answer.payload, knownLogIds);
        const text = `${url} ${answer.statusCode} ${normalise(stableHeaders(answer.headers), knownLogIds)}\n${body}`;
        answers.push({ route, caller, status: answer.statusCode, text });
      }
    }
  }
  return answers;
}

/** The server joins the names that routes give to the same part of a path: `:id|:token`. */
const withoutNames = (route: string): string => route.replace(/:\w+(?:\|:\w+)*/g, ':');

/** Routes that are served but not walked, and routes whose every call was turned away at the door. */
export function notCovered(app: NestFastifyApplication, answers: readonly RouteAnswer[]): string[] {
  const walked = new Map<string, number[]>();
  for (const { route, status } of answers) walked.set(route, [...(walked.get(route) ?? []), status]);
  const nameless = new Set([...walked.keys()].map(withoutNames));
  const missed = servedRoutes(app).filter((route) => !nameless.has(withoutNames(route)) && !STATIC.test(route));
  const turnedAway = [...walked].filter(([route, statuses]) => {
    const expected = EXAMPLES[route]?.onlyAnswers;
    return expected ? statuses.some((status) => !expected.includes(status)) : statuses.every((status) => TURNED_AWAY.has(status) || status >= 500);
  });
  return [
    ...missed.map((route) => `${route} is not walked`),
    ...turnedAway.map(([route, statuses]) => `${route} only answers ${[...new Set(statuses)].join(', ')}`),
  ];
}

/** Where two answers part, with a little around it: whole ones are too long to read. */
export function firstDifference(a: string, b: string): { a: string; b: string } {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const around = (text: string): string => text.slice(Math.max(0, at - 80), at + 120);
  return { a: around(a), b: around(b) };
}
