import { Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../../platform/config/settings.js';
import { SigningKeys } from './signing-keys.js';

/** One set of keys for everything that signs. */
@Module({
  providers: [{ provide: SigningKeys, useFactory: (settings: Settings) => SigningKeys.load(settings.dataDir), inject: [SETTINGS] }],
  exports: [SigningKeys],
})
export class SigningKeysModule {}
