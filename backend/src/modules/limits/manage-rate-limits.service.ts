import { Inject, Injectable } from '@nestjs/common';
import type { RateGroup } from '../../platform/config/settings.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { Principal } from '../../platform/http/principal.js';
import { actorOf, AuditLog, type AuditOrigin } from '../audit/audit-log.service.js';
import { CountCallsService } from './count-calls.service.js';
import type { RateLimitGroupDto, RateLimitItemDto, RateLimitsDto } from './dto/rate-limits.dto.js';
import { countsByAddress, RATE_GROUPS } from './rate-policies.js';
import { COUNT_STORE, type CounterState, type CountStore, type SubjectKind } from './store/count-store.js';

const GROUPS: readonly RateGroup[] = ['general', 'search', 'recent', 'by-id', 'sign-in', 'register'];
const KINDS: readonly SubjectKind[] = ['user', 'key', 'address'];

/** Shows admins whose calls are counted, and lets them begin anew. Each sees their tenant; addresses belong to none, so to the owner. */
@Injectable()
export class ManageRateLimitsService {
  constructor(
    private readonly calls: CountCallsService,
    @Inject(COUNT_STORE) private readonly store: CountStore,
    private readonly audit: AuditLog,
  ) {}

  async status(caller: Principal): Promise<RateLimitsDto> {
    const items = (await this.visible(caller)).map((state): RateLimitItemDto => ({
      id: idOf(state),
      group: state.group,
      subjectKind: state.subject.kind,
      subject: state.subject.name,
      used: state.used,
      limit: this.limit(state.group, state.subject.kind),
      resetAt: new Date(state.resetAtMs).toISOString(),
    }));
    return { groups: this.groups(), items: items.reverse() };
  }

  /** @throws AppError not_found */
  async reset(caller: Principal, id: string, origin: AuditOrigin): Promise<void> {
    const state = (await this.visible(caller)).find((one) => idOf(one) === id);
    if (!state) throw new AppError('not_found', 'Nothing is being counted under this id now.');
    const { group, subject, used } = state;
    const target = { kind: 'rate-limit', id: `${group} ${subject.kind} ${subject.id}` };
    const before = { group, subjectKind: subject.kind, subject: subject.name, used };
    await this.audit.record({ tenant: caller.tenant, actor: actorOf(caller), action: 'rate-limit.reset', outcome: 'ok', target, before, origin });
    await this.store.reset([state]);
  }

  async resetAll(caller: Principal, origin: AuditOrigin): Promise<void> {
    const states = await this.visible(caller);
    const before = { counters: states.length };
    await this.audit.record({ tenant: caller.tenant, actor: actorOf(caller), action: 'rate-limit.reset-all', outcome: 'ok', before, origin });
    await this.store.reset(states);
  }

  private async visible(caller: Principal): Promise<CounterState[]> {
    const owns = caller.kind === 'user' && caller.isOwner;
    const states = await this.store.list(Date.now());
    return states.filter(({ subject }) => (subject.tenant === null ? owns : subject.tenant === caller.tenant));
  }

  private groups(): RateLimitGroupDto[] {
    return GROUPS.flatMap((group) =>
      KINDS.filter((kind) => kind === 'address' || !countsByAddress(group)).map((subject) => ({
        group,
        subject,
        limit: this.limit(group, subject),
        windowSeconds: RATE_GROUPS[group].windowMs / 1000,
      })),
    );
  }

  private limit(group: RateGroup, kind: SubjectKind): number {
    return this.calls.policy(group, kind)?.limit ?? 0;
  }
}

function idOf({ group, subject }: CounterState): string {
  return Buffer.from(`${group} ${subject.kind} ${subject.id}`).toString('base64url');
}
