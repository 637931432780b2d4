import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { addressOfHandshake, type Handshake } from '../../platform/http/client-address.js';
import type { Principal } from '../../platform/http/principal.js';
import { assertAllowed, CountCallsService } from './count-calls.service.js';

/** Counts connects of sockets like calls. */
@Injectable()
export class CountConnectsService {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly calls: CountCallsService,
  ) {}

  /** Counts one connect of whoever it is; of a stranger by address. @throws AppError rate_limited */
  async take(principal: Principal | undefined, handshake: Handshake): Promise<void> {
    const client = addressOfHandshake(handshake, this.settings.trustProxy);
    const nowMs = Date.now();
    const verdict = await this.calls.count('general', { principal, address: client }, nowMs);
    if (verdict) assertAllowed(verdict, nowMs);
  }
}
