import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiFoundResponse, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { Public } from '../../platform/http/access.decorators.js';
import { baseUrlOf } from '../../platform/http/base-url.js';
import { SigningKeys } from '../../platform/secrets/signing-keys.js';
import { originOf } from '../audit/audit-log.service.js';
import { RefreshCookie } from '../auth/refresh-cookie.js';
import { SingleSignOnService, type SingleSignOnFailure } from './single-sign-on.service.js';
import { readTrip, safeNext, writeTrip } from './trip-cookie.js';

export const TRIP_COOKIE = 'logstream_oidc';
const PATH = '/api/v1/auth/oidc';

const failurePage = (failure: SingleSignOnFailure): string => `/login/?error=${failure}`;

class StartQueryDto {
  @ApiPropertyOptional({ type: String, description: 'Page of ours to go to afterwards.' })
  @IsOptional()
  @IsString()
  next?: string;
}

/** Single sign-on, by redirects of the browser. What goes wrong ends on the sign-in page as `?error=sso_…`. */
@ApiTags('auth')
@Public()
@Controller('api/v1/auth/oidc')
export class SsoController {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly keys: SigningKeys,
    private readonly signOn: SingleSignOnService,
    private readonly cookie: RefreshCookie,
  ) {}

  @Get('start')
  @ApiOperation({ summary: 'Go to the provider of single sign-on' })
  @ApiFoundResponse({ description: 'To the provider.' })
  async start(@Query() { next }: StartQueryDto, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const begun = await this.signOn.begin(`${baseUrlOf(this.settings, request)}${PATH}/callback`, safeNext(next), Date.now());
    if ('trip' in begun) this.setTrip(request, reply, writeTrip(this.keys.singleSignOn, begun.trip), new Date(begun.trip.endsAtMs));
    await reply.redirect('url' in begun ? begun.url.href : failurePage(begun.failure), 302);
  }

  @Get('callback')
  @ApiOperation({ summary: 'Where the provider sends the browser back to' })
  @ApiFoundResponse({ description: 'To the page that was asked for, signed in; or to the sign-in page with `error`.' })
  async callback(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const trip = readTrip(this.keys.singleSignOn, request.cookies[TRIP_COOKIE] ?? '', Date.now());
    const outcome = await this.signOn.finish(trip, new URL(request.url, 'http://localhost').searchParams, originOf(request));
    await this.goOn(request, reply, outcome, trip?.next ?? '/');
  }

  private async goOn(request: FastifyRequest, reply: FastifyReply, outcome: Awaited<ReturnType<SingleSignOnService['finish']>>, next: string): Promise<void> {
    this.setTrip(request, reply, '', new Date(0));
    if ('session' in outcome) this.cookie.answer(request, reply, outcome.session);
    await reply.redirect('session' in outcome ? next : failurePage(outcome.failure), 302);
  }

  /** `Lax`, unlike the session's: it must come back with the redirect from the provider, which is another site. */
  private setTrip(request: FastifyRequest, reply: FastifyReply, value: string, expires: Date): void {
    const attributes = { path: PATH, httpOnly: true, sameSite: 'lax', secure: this.cookie.isSecure(request), expires } as const;
    reply.setCookie(TRIP_COOKIE, value, attributes).header('cache-control', 'no-store');
  }
}
