import { Module } from '@nestjs/common';
import { RedisConnection } from './redis-connection.js';

/** One connection to Redis, when there is one. */
@Module({ providers: [RedisConnection], exports: [RedisConnection] })
export class RedisModule {}
