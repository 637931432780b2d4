import { Global, Module, type DynamicModule } from '@nestjs/common';
import { PrismaService } from './prisma.service.js';

/** Gives PrismaService to every module. */
@Global()
@Module({})
export class PrismaModule {
  /** @param url PostgreSQL URL, with credentials and database */
  static with(url: string): DynamicModule {
    return {
      module: PrismaModule,
      providers: [{ provide: PrismaService, useFactory: () => new PrismaService(url) }],
      exports: [PrismaService],
    };
  }
}
