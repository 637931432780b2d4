import { ApiProperty } from '@nestjs/swagger';
import type { User } from '../../../generated/prisma/client.js';
import type { OpenSession } from '../sessions/sessions.service.js';

/** A person, as others and the page see them. */
export class UserDto {
  @ApiProperty({ type: String, format: 'uuid' }) id: string;
  @ApiProperty({ type: String }) email: string;
  @ApiProperty({ type: String }) name: string;
  @ApiProperty({ type: String, enum: ['admin', 'user'] }) role: 'admin' | 'user';
  @ApiProperty({ type: String }) tenant: string;

  static of({ id, email, name, role, tenantId }: User): UserDto {
    return { id, email, name, role, tenant: tenantId };
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
