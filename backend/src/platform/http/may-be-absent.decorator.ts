import { ValidateIf } from 'class-validator';

/** The property may be left out. Not so null, which class-validator's IsOptional lets pass unchecked: services take it for a value. */
export const MayBeAbsent = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);
