import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { MayBeAbsent } from '../../platform/http/may-be-absent.decorator.js';

export const MAIL_STATES = ['waiting', 'sent', 'on-terminal', 'given-up'] as const;
export type MailState = (typeof MAIL_STATES)[number];

/** A mail without what it says. */
export class MailDto {
  @ApiProperty({ type: String, format: 'uuid' }) id: string;
  @ApiProperty({ type: String, example: 'verify-email' }) kind: string;
  @ApiProperty({ type: String }) recipient: string;
  @ApiProperty({ type: String }) subject: string;
  @ApiProperty({ type: String, enum: MAIL_STATES, description: 'on-terminal: no SMTP_URL is set, so it was printed where the app runs.' }) state: MailState;
  @ApiProperty({ type: String, format: 'date-time' }) createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) sentAt: string | null;
  @ApiProperty({ type: 'integer' }) attempts: number;
  @ApiProperty({ type: String, description: 'Why the last try failed; empty when none did.' }) lastError: string;
}

export class MailListDto {
  @ApiProperty({ type: MailDto, isArray: true }) items: MailDto[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}

export class MailListQueryDto {
  @ApiPropertyOptional({ type: String, description: 'nextCursor of the page before.' })
  @MayBeAbsent()
  @IsString()
  @MaxLength(200)
  cursor?: string;
}
