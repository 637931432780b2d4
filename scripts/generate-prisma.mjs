// Writes the Prisma client into backend/src/generated. It drives Prisma's own generator package directly: the CLI would
// add 150 MB to the installation and asks a download host for an engine that the client does not need.
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

// Their ESM builds do not resolve, so the CommonJS ones are taken.
const require = createRequire(import.meta.url);
const { PrismaClientTsGenerator } = require('@prisma/client-generator-ts');
const { getDMMF } = require('@prisma/get-dmmf');

const root = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
const schemaPath = path.join(root, 'prisma/schema.prisma');
const output = path.join(root, 'backend/src/generated/prisma');
const datamodel = readFileSync(schemaPath, 'utf8');
const dmmf = getDMMF({ datamodel });
const { version: clientVersion } = require('@prisma/client/package.json');
const setting = (value) => ({ fromEnvVar: null, value });

rmSync(output, { recursive: true, force: true });
await new PrismaClientTsGenerator().generate({
  datamodel,
  schemaPath,
  dmmf,
  generator: {
    name: 'client',
    provider: setting('prisma-client'),
    output: setting(output),
    config: { moduleFormat: 'esm', importFileExtension: 'js' },
    binaryTargets: [],
    previewFeatures: [],
    sourceFilePath: schemaPath,
  },
  datasources: [{ name: 'db', provider: 'postgresql', activeProvider: 'postgresql', url: setting(''), schemas: [], sourceFilePath: schemaPath }],
  otherGenerators: [],
  version: clientVersion,
  noHints: true,
});
