import { ValidationPipe, type ArgumentMetadata, type PipeTransform, type ValidationError } from '@nestjs/common';
import { AppError } from '../errors/app-error.js';

interface FieldProblem {
  field: string;
  message: string;
}

function problemsOf(errors: readonly ValidationError[], parent = ''): FieldProblem[] {
  return errors.flatMap((error) => {
    const field = parent === '' ? error.property : `${parent}.${error.property}`;
    const own = Object.entries(error.constraints ?? {}).map(([rule, text]) => {
      const message = rule === 'whitelistValidation' ? `there is no parameter "${field.slice(0, 40)}"` : text;
      return { field, message };
    });
    return [...own, ...problemsOf(error.children ?? [], field)];
  });
}

function validationPipe(forbidUnknown: boolean): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: forbidUnknown,
    transform: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => {
      const problems = problemsOf(errors);
      const text = problems.map((problem) => problem.message).join('; ');
      return new AppError('bad_request', `The request is not right: ${text || 'unknown problem'}.`, { details: { problems } });
    },
  });
}

/**
 * Checks every declared input class; answers 400 with all problems at once. Values are not repeated: they may be secrets. A
 * parameter of a query that nobody declared is refused, because a filter whose name is misspelt would otherwise find everything.
 */
export function inputValidation(): PipeTransform<unknown> {
  const [strict, lenient] = [validationPipe(true), validationPipe(false)];
  return {
    transform: (value: unknown, metadata: ArgumentMetadata): Promise<unknown> => (metadata.type === 'query' ? strict : lenient).transform(value, metadata),
  };
}
