import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import type { TenantId } from '../../platform/tenancy/tenant.js';
import { UserDto } from '../auth/dto/session-answer.dto.js';
import { WITH_TENANT } from '../auth/person.js';
import type { PeopleListDto, PeopleQueryDto } from './dto/people.dto.js';

const LIMIT = 50;
const ALL_MAX = 10_000;

/** Lists the people of a tenant by address. Whoever has not proven an address yet is none of them. */
@Injectable()
export class ListPeopleService {
  constructor(private readonly prisma: PrismaService) {}

  /** All of them, up to a number that no tenant has. */
  async all(tenant: TenantId): Promise<UserDto[]> {
    const where = { tenantId: tenant, emailVerifiedAt: { not: null } };
    const people = await this.prisma.user.findMany({ where, orderBy: { email: 'asc' }, take: ALL_MAX, include: WITH_TENANT });
    return people.map((person) => UserDto.of(person));
  }

  /** @returns a page; its cursor is the last address, so that it means nothing in another tenant */
  async list(tenant: TenantId, { query, cursor, limit = LIMIT }: PeopleQueryDto): Promise<PeopleListDto> {
    const contains = { contains: query ?? '', mode: 'insensitive' } as const;
    const matching = query ? { OR: [{ email: contains }, { username: contains }, { name: contains }] } : {};
    const after = cursor ? { email: { gt: Buffer.from(cursor, 'base64url').toString('utf8').replaceAll('\0', '') } } : {};
    const people = await this.prisma.user.findMany({
      where: { AND: [{ tenantId: tenant, emailVerifiedAt: { not: null } }, matching, after] },
      orderBy: { email: 'asc' },
      take: limit + 1,
      include: WITH_TENANT,
    });
    const items = people.slice(0, limit);
    const last = items.at(-1);
    return {
      items: items.map((person) => UserDto.of(person)),
      nextCursor: people.length > limit && last ? Buffer.from(last.email).toString('base64url') : null,
    };
  }
}
