import { Inject, Injectable } from '@nestjs/common';
import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { SessionAnswerDto } from './dto/session-answer.dto.js';
import { isHttps } from '../../platform/http/is-https.js';
import type { OpenSession } from './sessions/sessions.service.js';

export const REFRESH_COOKIE = 'logstream_refresh';

/**
 * The cookie of the refresh token. Scripts cannot read it, no other site can send it, and only the auth routes get it. It is
 * `Secure` over HTTPS, also behind a proxy that ends TLS at PUBLIC_URL; plain http in a private network keeps working.
 */
@Injectable()
export class RefreshCookie {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /** The refresh token of a request, or an empty text. */
  read(request: FastifyRequest): string {
    return request.cookies[REFRESH_COOKIE] ?? '';
  }

  /** Sets the cookie of a session; gives the rest of the answer. */
  answer(request: FastifyRequest, reply: FastifyReply, session: OpenSession): SessionAnswerDto {
    this.set(request, reply, session.refreshToken, session.refreshExpiresAt);
    return SessionAnswerDto.of(session);
  }

  clear(request: FastifyRequest, reply: FastifyReply): void {
    this.set(request, reply, '', new Date(0));
  }

  private set(request: FastifyRequest, reply: FastifyReply, value: string, expires: Date): void {
    const attributes = { path: '/api/v1/auth', httpOnly: true, sameSite: 'strict', secure: this.isSecure(request), expires } as const;
    reply.setCookie(REFRESH_COOKIE, value, attributes).header('cache-control', 'no-store');
  }

  /** Whether the browser reaches us over HTTPS. */
  isSecure(request: FastifyRequest): boolean {
    return isHttps(request, this.settings.publicUrl);
  }
}
