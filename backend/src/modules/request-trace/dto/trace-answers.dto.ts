import { ApiProperty } from '@nestjs/swagger';

export class TraceCallerDto {
  @ApiProperty({ type: String, enum: ['user', 'key'] }) kind: string;
  @ApiProperty({ type: String }) id: string;
  @ApiProperty({ type: String }) name: string;
  @ApiProperty({ type: String, isArray: true }) scopes: string[];
}

/** What the platform knows of a request while it runs. */
export class TraceContextDto {
  @ApiProperty({ type: String, description: 'X-Request-ID, or one that the platform made.' }) requestId: string;
  @ApiProperty({ type: String, description: 'X-Correlation-ID when it was 1-128 safe characters, else the request id.' }) correlationId: string;
  @ApiProperty({ type: String }) tenant: string;
  @ApiProperty({ type: TraceCallerDto }) caller: TraceCallerDto;
  @ApiProperty({ type: String, description: 'Of the client, as the limits and the audit see it.' }) address: string;
  @ApiProperty({ type: String }) userAgent: string;
  @ApiProperty({ type: String, format: 'date-time' }) at: string;
}

/** The same with what came over the wire; secrets are blanked. */
export class TraceDebugDto extends TraceContextDto {
  @ApiProperty({ type: String }) method: string;
  @ApiProperty({ type: String }) url: string;
  @ApiProperty({ type: String }) httpVersion: string;
  @ApiProperty({ type: String, enum: ['http', 'https'] }) protocol: string;
  @ApiProperty({ type: String }) host: string;
  @ApiProperty({ type: Boolean, description: 'Whether the headers of a proxy are believed (TRUST_PROXY).' }) trustsProxy: boolean;
  @ApiProperty({ type: String, description: 'Who is connected: the client or the last proxy.' }) peerAddress: string;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } }) headers: Record<string, string>;
  @ApiProperty({ type: String, description: 'Of the platform.' }) version: string;
}

/** Where a custom event is found. */
export class TraceLogAnswerDto {
  @ApiProperty({ type: String, description: 'Of the log.' }) id: string;
  @ApiProperty({ type: String }) requestId: string;
  @ApiProperty({ type: String }) correlationId: string;
}
