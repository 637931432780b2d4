import { ApiProperty } from '@nestjs/swagger';
import type { AuditEvent } from '../../../generated/prisma/client.js';

export class AuditActorDto {
  @ApiProperty({ type: String, enum: ['user', 'key', 'system', 'stranger'] }) kind: string;
  @ApiProperty({ type: String, description: 'Empty for strangers and the platform itself.' }) id: string;
  @ApiProperty({ type: String, description: 'Address of a person, name of a key, or what a stranger called themselves.' }) name: string;
}

export class AuditTargetDto {
  @ApiProperty({ type: String }) kind: string;
  @ApiProperty({ type: String }) id: string;
}

/** Who did what, or was not let do it. */
export class AuditEventDto {
  @ApiProperty({ type: String }) id: string;
  @ApiProperty({ type: String, format: 'date-time' }) at: string;
  @ApiProperty({ type: AuditActorDto }) actor: AuditActorDto;
  @ApiProperty({ type: String, example: 'auth.sign-in' }) action: string;
  @ApiProperty({ type: String, enum: ['ok', 'denied', 'failed'] }) outcome: string;
  @ApiProperty({ type: AuditTargetDto, nullable: true }) target: AuditTargetDto | null;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, description: 'What changed, as it was.' }) before: unknown;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, description: 'What changed, as it is; or facts of the event.' }) after: unknown;
  @ApiProperty({ type: String, description: 'Where the call came from.' }) address: string;
  @ApiProperty({ type: String }) userAgent: string;
  @ApiProperty({ type: String, description: 'The same as X-Request-ID of the call.' }) requestId: string;

  static of(row: AuditEvent): AuditEventDto {
    return {
      id: row.id,
      at: row.at.toISOString(),
      actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
      action: row.action,
      outcome: row.outcome,
      target: row.targetKind === '' ? null : { kind: row.targetKind, id: row.targetId },
      before: row.before,
      after: row.after,
      address: row.address,
      userAgent: row.userAgent,
      requestId: row.requestId,
    };
  }
}

export class AuditPageDto {
  @ApiProperty({ type: AuditEventDto, isArray: true, description: 'Newest first.' }) items: AuditEventDto[];
  @ApiProperty({ type: String, nullable: true, description: 'Towards older events.' }) nextCursor: string | null;
}
