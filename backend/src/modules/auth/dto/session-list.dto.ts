import { ApiProperty } from '@nestjs/swagger';

/** One sign-in on one device. */
export class SessionDto {
  @ApiProperty({ type: String, format: 'uuid' }) id: string;
  @ApiProperty({ type: Boolean, description: 'The one that asks.' }) isCurrent: boolean;
  @ApiProperty({ type: String, format: 'date-time' }) createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', description: 'When it was last renewed.' }) lastUsedAt: string;
  @ApiProperty({ type: String, format: 'date-time' }) expiresAt: string;
  @ApiProperty({ type: String }) address: string;
  @ApiProperty({ type: String }) userAgent: string;
}

export class SessionListDto {
  @ApiProperty({ type: SessionDto, isArray: true }) items: SessionDto[];
  @ApiProperty({ type: String, nullable: true, description: 'Always null: there are few.' }) nextCursor: null;
}
