import { ApiProperty } from '@nestjs/swagger';
import type { Person } from '../person.js';
import type { OpenSession } from '../sessions/sessions.service.js';

const time = (description: string) => ({ type: String, format: 'date-time', nullable: true, description }) as const;

/** A person, as others and the page see them. */
export class UserDto {
  @ApiProperty({ type: String, format: 'uuid' }) id: string;
  @ApiProperty({ type: String }) email: string;
  @ApiProperty({ type: String }) username: string;
  @ApiProperty({ type: String }) name: string;
  @ApiProperty({ type: String, enum: ['admin', 'user'] }) role: 'admin' | 'user';
  @ApiProperty({ type: Boolean, description: 'Owns the instance and its tenants.' }) isOwner: boolean;
  @ApiProperty({ type: String, description: 'A query that limits which logs this person sees; empty for all.' }) limitQuery: string;
  @ApiProperty({ type: String, description: 'Id of the tenant.' }) tenant: string;
  @ApiProperty({ type: String }) tenantName: string;
  @ApiProperty(time('Null until the address was proven.')) emailVerifiedAt: string | null;
  @ApiProperty({ type: String, format: 'date-time' }) createdAt: string;
  @ApiProperty(time('Null before the first sign-in.')) lastSignInAt: string | null;
  @ApiProperty(time('Null while the account may be used.')) disabledAt: string | null;

  static of(person: Person): UserDto {
    const { id, email, username, name, role, isOwner, limitQuery, tenantId, tenant } = person;
    return {
      id,
      email,
      username,
      name,
      role,
      isOwner,
      limitQuery,
      tenant: tenantId,
      tenantName: tenant.name,
      emailVerifiedAt: person.emailVerifiedAt?.toISOString() ?? null,
      createdAt: person.createdAt.toISOString(),
      lastSignInAt: person.lastSignInAt?.toISOString() ?? null,
      disabledAt: person.disabledAt?.toISOString() ?? null,
    };
  }
}

/** Answer to a sign-in and to a refresh. The refresh token is in the cookie only. */
export class SessionAnswerDto {
  @ApiProperty({ type: String, description: 'Send it as "Authorization: Bearer …".' }) accessToken: string;
  @ApiProperty({ type: 'integer', description: 'Seconds until the access token ends.' }) expiresIn: number;
  @ApiProperty({ type: UserDto }) user: UserDto;

  static of({ accessToken, expiresIn, user }: OpenSession): SessionAnswerDto {
    return { accessToken, expiresIn, user: UserDto.of(user) };
  }
}

/** Answer to a sign-in by form, in the words of OAuth 2.0 (RFC 6749, section 5.1). */
export class FormSessionAnswerDto {
  @ApiProperty({ type: String }) access_token: string;
  @ApiProperty({ type: String, enum: ['bearer'] }) token_type: 'bearer';
  @ApiProperty({ type: 'integer' }) expires_in: number;

  static of({ accessToken, expiresIn }: OpenSession): FormSessionAnswerDto {
    return { access_token: accessToken, token_type: 'bearer', expires_in: expiresIn };
  }
}
