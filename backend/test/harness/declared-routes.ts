import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

export interface DeclaredRoute {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'OPTIONS' | 'HEAD';
  /** With `:name` parts as declared. */
  path: string;
}

const METHODS: Readonly<Record<number, DeclaredRoute['method']>> = {
  [RequestMethod.GET]: 'GET',
  [RequestMethod.POST]: 'POST',
  [RequestMethod.PUT]: 'PUT',
  [RequestMethod.DELETE]: 'DELETE',
  [RequestMethod.PATCH]: 'PATCH',
  [RequestMethod.OPTIONS]: 'OPTIONS',
  [RequestMethod.HEAD]: 'HEAD',
};

const pathsOf = (target: object): string[] => [Reflect.getMetadata(PATH_METADATA, target) as string | string[]].flat();

/** Every route that a controller of the app declares. A kind of route that this cannot name is an error, so none is missed. */
export function declaredRoutes(app: NestFastifyApplication): DeclaredRoute[] {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype }) => {
    if (typeof metatype !== 'function') return [];
    const prototype: Record<string, object> = metatype.prototype;
    const handlers = new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => prototype[name] ?? []);
    return handlers
      .filter((handler) => Reflect.hasMetadata(PATH_METADATA, handler))
      .flatMap((handler) => {
        const method = METHODS[Reflect.getMetadata(METHOD_METADATA, handler) as number];
        if (!method) throw new Error(`${metatype.name} declares a route for a method that the test does not know`);
        return pathsOf(metatype).flatMap((base) =>
          pathsOf(handler).map((path) => ({ method, path: `/${base}/${path}`.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '') })),
        );
      });
  });
}

/** Every route that the running HTTP server answers, whoever declared it: `METHOD /path`, without the HEAD of each GET. */
export function servedRoutes(app: NestFastifyApplication): string[] {
  const above: string[] = [];
  return app
    .getHttpAdapter()
    .getInstance()
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const match = /^([│ ]*)[├└]── (.*?)(?: \(([A-Z, ]+)\))?$/.exec(line);
      if (!match) return [];
      const depth = (match[1]?.length ?? 0) / 4;
      above.length = depth;
      above.push(match[2] ?? '');
      const methods = (match[3] ?? '').split(', ').filter((method) => method !== '' && method !== 'HEAD');
      return methods.map((method) => `${method} ${above.join('').replace(/\/+/g, '/')}`);
    })
    .sort();
}
