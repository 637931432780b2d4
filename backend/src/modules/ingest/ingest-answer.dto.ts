import { ApiProperty } from '@nestjs/swagger';

/** One record that was not taken. */
export class RejectedRecordDto {
  @ApiProperty({ type: 'integer', description: 'Position of the record in the call, from 0.' })
  index: number;

  @ApiProperty({ type: String, enum: ['not_an_object', 'message_missing', 'invalid_json', 'record_too_large', 'store_refused', 'store_unavailable'] })
  code: string;

  @ApiProperty({ type: String, description: 'What is wrong and what to do.' })
  message: string;
}

/** Answer to a call whose records are durable. */
export class IngestAnswerDto {
  @ApiProperty({ type: 'integer', description: 'How many records are stored.' })
  accepted: number;

  @ApiProperty({ type: String, isArray: true, description: 'Ids of the stored records, in the order they came.' })
  ids: string[];

  @ApiProperty({ type: RejectedRecordDto, isArray: true })
  rejected: RejectedRecordDto[];
}
