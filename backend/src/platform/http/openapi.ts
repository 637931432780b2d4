import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { PLATFORM_VERSION } from '../config/project-root.js';

/** Describes the HTTP interface of the app; nothing in it depends on the machine, so it can be compared with the committed one. */
export function describeApi(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('LogStream')
    .setDescription('Self-hosted, real-time log platform. Every call needs `Authorization: Bearer <access token or API key>` unless it says otherwise.')
    .setVersion(PLATFORM_VERSION)
    .addBearerAuth()
    .build();
  return SwaggerModule.createDocument(app, config);
}

/** Serves the description at /docs (a page) and /docs/json. Both are public: they hold no data. */
export function serveApiDocs(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => describeApi(app), { jsonDocumentUrl: 'docs/json', yamlDocumentUrl: 'docs/yaml' });
}
