import { Inject, Injectable } from '@nestjs/common';
import type { Socket } from 'socket.io';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import type { AppError } from '../../platform/errors/app-error.js';
import { addressOfHandshake } from '../../platform/http/client-address.js';
import type { Principal } from '../../platform/http/principal.js';
import { requestIdOf } from '../../platform/http/request-id.js';
import { actorOf } from '../audit/audit-log.service.js';
import { DenialLog } from '../audit/denial-log.service.js';
import { isUsualRefusal } from '../audit/usual-refusals.js';
import { LIVE_NAMESPACE } from './live-protocol.js';

const USER_AGENT_LENGTH_MAX = 512;

/** Writes down which sockets were not let in, as the hook of the audit does for calls. */
@Injectable()
export class RefusedSockets {
  constructor(
    private readonly denials: DenialLog,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'trustProxy'>,
  ) {}

  /** @param principal who showed the token, when it is a good one */
  record({ handshake }: Pick<Socket, 'handshake'>, error: AppError, principal: Principal | undefined): void {
    const isDenial = error.code === 'forbidden' || (error.code === 'unauthenticated' && !isUsualRefusal(error));
    if (!isDenial) return;
    const { headers } = handshake;
    const address = addressOfHandshake(handshake, this.settings.trustProxy);
    this.denials.record({
      tenant: principal?.tenant ?? null,
      actor: actorOf(principal),
      action: error.code === 'forbidden' ? 'access.denied' : 'access.credential-refused',
      outcome: 'denied',
      target: { kind: 'socket', id: LIVE_NAMESPACE },
      after: { reason: error.message },
      origin: { address, userAgent: (headers['user-agent'] ?? '').slice(0, USER_AGENT_LENGTH_MAX), requestId: requestIdOf({ headers }) },
    });
  }
}
