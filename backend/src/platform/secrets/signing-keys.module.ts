import { Global, Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { SigningKeys } from './signing-keys.js';

/** One set of keys for everything that signs or seals. */
@Global()
@Module({
  providers: [{ provide: SigningKeys, useFactory: (settings: Settings) => SigningKeys.load(settings.dataDir, settings.signingKey), inject: [SETTINGS] }],
  exports: [SigningKeys],
})
export class SigningKeysModule {}
